using System.Globalization;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Workflows.Diff;

namespace JieSuJiBan.Workflows.Policies;

/// <summary>A place in the policies that names a code.</summary>
/// <param name="File">The policy file.</param>
/// <param name="Path">Where in it, e.g. <c>rows[3]</c>: the innermost row.</param>
/// <param name="Member">The member that holds the code.</param>
/// <param name="Row">What tells the row: its id, code or name; empty where it has none.</param>
public sealed record PolicyReference(string File, string Path, string Member, string Row)
{
    /// <summary>For people.</summary>
    public string Say(bool isEnglish)
    {
        var (chinese, english) = PolicyDiff.NameOf(File);
        return isEnglish ? $"{english} {Row} ({MemberLabels.Of(Member, true)})".Replace("  ", " ", StringComparison.Ordinal) : $"{chinese} {Row}（{MemberLabels.Of(Member, false)}）";
    }
}

/// <summary>Finds who refers to a unit.</summary>
public static class PolicyReferences
{
    private static readonly string[] Own = ["code", "id", "name", "english", "note", "text", "place"];

    /// <summary>Every place that names a unit's code, or one of its duties, in the policies in force and in the organisation as it stands.</summary>
    /// <param name="city">The policy in force.</param>
    /// <param name="organisation">The organisation file as it is edited.</param>
    /// <param name="unit">The unit's row.</param>
    /// <param name="most">How many at most.</param>
    public static IReadOnlyList<PolicyReference> OfUnit(CityPolicy city, Value organisation, Value unit, int most)
    {
        ArgumentNullException.ThrowIfNull(city);
        ArgumentNullException.ThrowIfNull(unit);
        var found = new List<PolicyReference>();
        if (unit["code"].AsString() is not { } code) return found;
        string[] words = [code, .. unit["duties"].Items.Select(duty => duty.AsString() ?? "").SelectMany(duty => new[] { "Duty:" + duty })];
        foreach (var (file, content) in city.Content.OrderBy(file => file.Key, StringComparer.Ordinal)) Search(file, file == "organisation.json" ? organisation : content, "", "", "");
        return found;

        void Search(string file, Value value, string path, string member, string row)
        {
            if (found.Count >= most) return;
            if (value.AsString() is { } text)
            {
                if (words.Contains(text) && !Own.Contains(member) && !(member == "district" && row == code)) found.Add(new(file, path, member, row));
                return;
            }

            var own = value["id"].AsString() ?? value["code"].AsString() ?? value["name"].AsString() ?? row;
            foreach (var (name, inner) in value.MembersByName) Search(file, inner, path, name, own);
            for (var index = 0; index < value.Items.Count; index++)
            {
                var item = value.Items[index];
                Search(file, item, item.Kind == ValueKind.Object ? string.Create(CultureInfo.InvariantCulture, $"{(path.Length == 0 ? member : $"{path}.{member}")}[{index}]") : path, member, row);
            }
        }
    }
}
