using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Workflows.Diff;

/// <summary>
/// What changed between two versions of a policy file, row by row: rows are told apart by their id, code, year or date, so moving a row
/// is no change. Codes are told by their names.
/// </summary>
public static class PolicyDiff
{
    /// <summary>Members that tell the rows of a list apart, the best first.</summary>
    private static readonly string[] Keys = ["id", "code", "year", "date", "kind", "name", "from", "clock"];

    /// <summary>What a policy file is called, zh-CN and English.</summary>
    public static (string Chinese, string English) NameOf(string file) => MemberLabels.File(file);

    /// <summary>The differences of every file, by file name.</summary>
    public static IReadOnlyList<Change> Between(CityPolicy before, CityPolicy after) =>
        [.. before.Content.Keys.Union(after.Content.Keys).Order(StringComparer.Ordinal)
            .SelectMany(file => Between(file, before.Content.GetValueOrDefault(file) ?? Value.Null, after.Content.GetValueOrDefault(file) ?? Value.Null, after, before))];

    /// <summary>The differences of one file; empty where it says the same.</summary>
    /// <param name="file">Its name, e.g. <c>time-limits.json</c>.</param>
    /// <param name="before">Its content before, or null.</param>
    /// <param name="after">Its content after, or null.</param>
    /// <param name="names">Policies that codes are looked up in, the newer first.</param>
    public static IReadOnlyList<Change> Between(string file, Value before, Value after, params IReadOnlyList<CityPolicy> names)
    {
        var walk = new PolicyWalk(file, new(names));
        if (file != CalendarDiff.File)
        {
            walk.Compare("", "$", before, after);
            return walk.Changes;
        }

        walk.Compare("", "$", CalendarDiff.WithoutDays(before), CalendarDiff.WithoutDays(after));
        return [.. walk.Changes, .. CalendarDiff.Between(before, after)];
    }

    /// <summary>The member that tells these rows apart, or null.</summary>
    internal static string? KeyOf(IReadOnlyList<Value> before, IReadOnlyList<Value> after) => Array.Find(Keys, key => IsKey(before, key) && IsKey(after, key));

    private static bool IsKey(IReadOnlyList<Value> rows, string key)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return rows.All(row => row.Kind == ValueKind.Object && !row[key].IsNull && row[key].Kind is not (ValueKind.Object or ValueKind.Array) && seen.Add(ValueConverter.ToText(row[key])));
    }
}
