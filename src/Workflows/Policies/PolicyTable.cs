using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Workflows.Diff;

namespace JieSuJiBan.Workflows.Policies;

/// <summary>A list of a policy file as a table.</summary>
/// <param name="Name">Path of the list in the file, e.g. <c>limits</c>.</param>
/// <param name="Chinese">What it is called, zh-CN.</param>
/// <param name="English">The same in English.</param>
/// <param name="Columns">Member names, each once.</param>
/// <param name="Rows">Cells by column, as text for people; empty where the row says nothing.</param>
public sealed record PolicyTable(string Name, string Chinese, string English, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>The title of a column.</summary>
    public static string TitleOf(string column, bool isEnglish)
    {
        ArgumentNullException.ThrowIfNull(column);
        return MemberLabels.Of(column, isEnglish);
    }

    /// <summary>The rows that hold a text, in one column or in any; case does not count.</summary>
    /// <param name="text">What to look for; empty: every row.</param>
    /// <param name="column">Name of a column, or null for any.</param>
    /// <returns>Indices into <see cref="Rows"/>.</returns>
    public IReadOnlyList<int> Find(string? text, string? column)
    {
        if (string.IsNullOrWhiteSpace(text)) return [.. Enumerable.Range(0, Rows.Count)];
        var only = column is null ? -1 : Columns.ToList().IndexOf(column);
        return [.. Enumerable.Range(0, Rows.Count).Where(index => only >= 0 ? Holds(Rows[index][only], text) : Rows[index].Any(cell => Holds(cell, text)))];
    }

    private static bool Holds(string cell, string text) => cell.Contains(text.Trim(), StringComparison.OrdinalIgnoreCase);
}

/// <summary>Shows policy files as tables.</summary>
public static class PolicyTables
{
    private const int Deepest = 3;

    /// <summary>Every list of rows that the file holds; none for a file without any.</summary>
    /// <param name="file">Name of the file, e.g. <c>time-limits.json</c>.</param>
    /// <param name="content">What the file says.</param>
    /// <param name="names">Where codes are looked up, or null: codes stay codes.</param>
    /// <param name="isEnglish">Words in English, else zh-CN.</param>
    public static IReadOnlyList<PolicyTable> Of(string file, Value content, CityPolicy? names, bool isEnglish)
    {
        ArgumentNullException.ThrowIfNull(content);
        var say = new PolicyDiffNames(names is null ? [] : [names]);
        if (file == "calendar.json") return [Days(content, "holidays", say, isEnglish), Days(content, "makeUpWorkdays", say, isEnglish)];
        var tables = new List<PolicyTable>();
        Collect("", content, tables, say, isEnglish, 0);
        return tables;
    }

    private static void Collect(string path, Value value, List<PolicyTable> tables, PolicyDiffNames say, bool isEnglish, int depth)
    {
        foreach (var (name, member) in value.MembersByName)
        {
            var inner = path.Length == 0 ? name : $"{path}.{name}";
            if (member.Kind == ValueKind.Object && depth < Deepest) Collect(inner, member, tables, say, isEnglish, depth + 1);
            if (member.Kind == ValueKind.Array && member.Count > 0 && member.Items.All(item => item.Kind == ValueKind.Object)) tables.Add(Table(inner, name, member.Items, say, isEnglish));
        }
    }

    private static PolicyTable Days(Value content, string list, PolicyDiffNames say, bool isEnglish) =>
        Table(list, list, [.. content["years"].Items.SelectMany(year => year[list].Items.Select(day => Value.Object(day.MembersByName.Prepend(new("year", year["year"])))))], say, isEnglish);

    private static PolicyTable Table(string path, string name, IReadOnlyList<Value> items, PolicyDiffNames say, bool isEnglish)
    {
        // Objects hold their members by name; those that tell a row come first.
        string[] first = ["id", "code", "year", "name", "step", "class", "area"];
        var columns = items.SelectMany(item => item.MembersByName.Select(member => member.Key)).Distinct(StringComparer.Ordinal)
            .OrderBy(column => Array.IndexOf(first, column) is var place and >= 0 ? place : first.Length).ThenBy(column => column, StringComparer.Ordinal).ToArray();
        return new(path, MemberLabels.Of(name, false), MemberLabels.Of(name, true), columns, [.. items.Select(item => columns.Select(column => Cell(column, item[column], say, isEnglish)).ToArray())]);
    }

    private static string Cell(string column, Value value, PolicyDiffNames say, bool isEnglish)
    {
        if (value.IsNull) return "";
        if (value.AsString() is not { } text) return say.Say(column, value, isEnglish);
        var registered = column is "duty" or "key" ? isEnglish ? MemberLabels.ChoiceInEnglish(text) : MemberLabels.Choice(text) : null;
        return (registered ?? say.Of(column, text)) is { } name && name != text ? $"{name}（{text}）" : text;
    }
}
