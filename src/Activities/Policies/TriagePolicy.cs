using System.Collections.Immutable;
using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.PolicyFiles;
using JieSuJiBan.Activities.ReferenceData;

namespace JieSuJiBan.Activities.Policies;

/// <summary>What becomes of a request that leaves by a special route.</summary>
public enum ExitKind
{
    /// <summary>The petitioner is told and the ticket ends.</summary>
    Close,
    /// <summary>Another service takes it over at once; time and receiver are recorded.</summary>
    HandOver,
}

/// <summary>One special route of triage (Beijing regulation Art. 11).</summary>
/// <param name="Code">Stable code, e.g. <c>StatutoryChannel</c>.</param>
/// <param name="Name">When it is taken, zh-CN.</param>
/// <param name="English">The same in English.</param>
/// <param name="Kind">What becomes of the request.</param>
/// <param name="Script">What the petitioner is told, zh-CN; may be blank, then the dispatcher writes it.</param>
/// <param name="Notice">
/// Text of the message to the petitioner, zh-CN, with <c>{number}</c>, <c>{receiver}</c>, <c>{earlier}</c> and <c>{unit}</c>; null: none is sent.
/// </param>
/// <param name="Receivers">Who takes it over; only for <see cref="ExitKind.HandOver"/>.</param>
/// <param name="MayNameGuidanceUnit">True where a unit may be told, to supervise and guide.</param>
/// <param name="NeedsEarlierTicket">True where the earlier ticket must be named.</param>
public sealed record TriageExit(
    string Code,
    string Name,
    string English,
    ExitKind Kind,
    string Script,
    string? Notice,
    ImmutableArray<NamedCode> Receivers,
    bool MayNameGuidanceUnit,
    bool NeedsEarlierTicket)
{
    /// <summary>True where it must be stated who of the receiving service has taken over; default false.</summary>
    public bool NeedsConfirmation { get; init; }
}

/// <summary>How a request is judged unreasonable: proposed by one person, decided by another.</summary>
/// <param name="ReviewRole">Role of who decides.</param>
/// <param name="Step">The limit for deciding.</param>
/// <param name="Grounds">Grounds to choose from.</param>
/// <param name="Notice">Text of the message to the petitioner where it is upheld, zh-CN, with <c>{number}</c>; null: none is sent.</param>
public sealed record UnreasonableRule(string ReviewRole, LimitStep Step, ImmutableArray<NamedCode> Grounds, string? Notice);

/// <summary>How a request is sorted (<c>triage.json</c>). Without the file there are no special routes.</summary>
/// <param name="Exits">The special routes in order.</param>
/// <param name="Unreasonable">How a request is judged unreasonable.</param>
/// <param name="MostSuggestions">How many knowledge items are shown to who answers, 0 to 20; default 5.</param>
/// <param name="StaleMayBeUsed">False: a knowledge item past its review date cannot be given as answer. Default true: it can, and its owner is told.</param>
public sealed record TriagePolicy(
    ImmutableArray<TriageExit> Exits, UnreasonableRule Unreasonable, int MostSuggestions, bool StaleMayBeUsed)
{
    internal static TopicPolicy Topic { get; } = new TopicPolicy<TriagePolicy>("triage.json", Read, Check);

    /// <summary>The route of that code, or null.</summary>
    public TriageExit? Find(string? code) => Exits.FirstOrDefault(exit => exit.Code == code);

    private static TriagePolicy Read(PolicyNode root)
    {
        var nodes = root.ItemsOrEmpty("exits");
        var unreasonable = root.ChildOrNull("unreasonable");
        var policy = new TriagePolicy(
            [.. nodes.Select(ReadExit)],
            new(
                unreasonable?.TextOrNull("reviewRole") ?? TicketRoles.Supervisor,
                new(unreasonable?.TextOrNull("step") ?? "UnreasonableReview"),
                [.. unreasonable?.ItemsOrEmpty("grounds").Select(NamedCode.Read) ?? []],
                unreasonable?.TextOrNull("notice")),
            root.WholeOr("mostSuggestions", 5, 0, 20),
            root.FlagOr("staleMayBeUsed", true));
        if (unreasonable is not null)
        {
            TextFields.Check(unreasonable, "notice", "triage.text", "number");
            unreasonable.Close();
        }

        Duplicates.Check(nodes, policy.Exits.Select(exit => exit.Code), "triage.exit", "特殊情形代码", "Exit code");
        root.Close();
        return policy;
    }

    private static TriageExit ReadExit(PolicyNode node)
    {
        var exit = new TriageExit(
            node.Text("code"),
            node.Text("name"),
            node.Text("english"),
            node.ChoiceOr("kind", ExitKind.Close),
            node.TextOrNull("script") ?? "",
            node.TextOrNull("notice"),
            [.. node.ItemsOrEmpty("receivers").Select(NamedCode.Read)],
            node.FlagOr("guidanceUnit", false),
            node.FlagOr("needsEarlierTicket", false))
        {
            NeedsConfirmation = node.FlagOr("needsConfirmation", false),
        };
        if (exit.Kind == ExitKind.HandOver && exit.Receivers.IsEmpty)
        {
            node.Error("triage.exit.receivers", "receivers", $"“{exit.Name}”要转交，但没有写明转交给谁", $"The exit {exit.Code} hands over, but names no receiver");
        }

        TextFields.Check(node, "notice", "triage.text", "number", "receiver", "earlier", "unit");
        TextFields.Check(node, "script", "triage.text");
        node.Close();
        return exit;
    }

    private static void Check(TriagePolicy policy, CityPolicy city, PolicyNode root)
    {
        if (policy.Unreasonable.Grounds.IsEmpty) return;
        StepCheck.Require(root, city, policy.Unreasonable.Step, "不合理诉求认定", "the review of unreasonable requests");
    }
}
