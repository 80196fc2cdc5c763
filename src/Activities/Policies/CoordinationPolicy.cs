using System.Collections.Immutable;
using JieSuJiBan.Activities.PolicyFiles;
using JieSuJiBan.Activities.ReferenceData;

namespace JieSuJiBan.Activities.Policies;

/// <summary>A party outside the city's organisation: a central body in Beijing, a neighbour in 京津冀 (Arts. 21–22).</summary>
/// <param name="Code">Stable code.</param>
/// <param name="Name">Display name, zh-CN.</param>
/// <param name="English">Display name, English.</param>
/// <param name="Sort">What sort of party, a free word of the city such as <c>京津冀</c>; shown in lists.</param>
public sealed record ExternalParty(string Code, string Name, string English, string Sort);

/// <summary>
/// How matters that one unit cannot settle are coordinated (<c>coordination.json</c>; Arts. 20–22). A city may leave the
/// file out; then there are no outside parties. The ladder itself is drawn in the definition.
/// </summary>
/// <param name="Levels">The levels of the ladder from the lowest up, for the form in which a unit says where to begin.</param>
/// <param name="Parties">The outside parties.</param>
/// <param name="MostPushes">How often a party is pushed before a person must decide what to do, 1 to 100.</param>
/// <param name="Basis">Where the rules come from.</param>
public sealed record CoordinationPolicy(
    ImmutableArray<NamedCode> Levels, ImmutableArray<ExternalParty> Parties, int MostPushes, PolicyBasis Basis)
{
    internal const string File = "coordination.json";

    /// <summary>The party of that code, or null.</summary>
    public ExternalParty? FindParty(string? code) => Parties.FirstOrDefault(party => party.Code == code);

    internal static CoordinationPolicy Read(PolicyNode root)
    {
        var levelNodes = root.ItemsOrEmpty("levels");
        ImmutableArray<NamedCode> levels = [.. levelNodes.Select(NamedCode.Read)];
        Duplicates.Check(levelNodes, levels.Select(level => level.Code), "coordination.level", "协调层级代码", "Level");
        var partyNodes = root.ItemsOrEmpty("parties");
        ImmutableArray<ExternalParty> parties = [.. partyNodes.Select(ReadParty)];
        Duplicates.Check(partyNodes, parties.Select(party => party.Code), "coordination.party", "外部单位代码", "Outside party");
        var policy = new CoordinationPolicy(
            levels.IsEmpty ? Standard : levels,
            parties,
            root.WholeOr("mostPushes", 3, 1, 100),
            root.ChildOrNull("basis") is { } basis ? PolicyBasis.Read(basis) : new(BasisKind.Default, "产品默认值", null, false));
        root.Close();
        return policy;
    }

    internal static void Check(CoordinationPolicy policy, CityPolicy city, PolicyNode root)
    {
        foreach (var (node, party) in root.ItemsOrEmpty("parties").Zip(policy.Parties))
        {
            if (city.Organisation.Find(party.Code) is not { } unit) continue;
            node.Error("coordination.party.inside", "code", $"“{party.Name}”的代码 {party.Code} 已是本市单位{unit.Name}，外部单位请另取代码",
                $"The code {party.Code} belongs to a unit of the city: give the outside party another");
        }
    }

    private static ImmutableArray<NamedCode> Standard { get; } =
    [
        new("Community", "社区（村）", "Community"), new("Street", "街道（乡镇）", "Street"), new("District", "区", "District"), new("City", "市", "City"),
    ];

    private static ExternalParty ReadParty(PolicyNode node)
    {
        var party = new ExternalParty(node.Text("code"), node.Text("name"), node.Text("english"), node.Text("sort"));
        node.Close();
        return party;
    }
}
