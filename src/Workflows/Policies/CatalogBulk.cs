using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Workflows.Policies;

/// <summary>Changes many rows of the dispatch catalogue at once.</summary>
public static class CatalogBulk
{
    /// <summary>What can be done: set the target, set the priority, delete.</summary>
    public static IReadOnlyList<string> Acts { get; } = ["unit", "place", "duty", "priority", "delete"];

    /// <summary>What it would do. Where a row would be bad, that row is not changed and named: whoever wants all or nothing asks for <see cref="SheetComparison.Bad"/>.</summary>
    /// <param name="policy">Says which units and duties there are.</param>
    /// <param name="before">The rows as they stand.</param>
    /// <param name="chosen">Ids of the rows to change.</param>
    /// <param name="act"><c>unit</c>, <c>place</c>, <c>duty</c> (each in the place of the other two), <c>priority</c> or <c>delete</c>.</param>
    /// <param name="value">What to set; not used for deleting.</param>
    public static SheetComparison Preview(CityPolicy policy, IReadOnlyList<Value> before, IReadOnlySet<string> chosen, string act, string value)
    {
        ArgumentNullException.ThrowIfNull(chosen);
        ArgumentNullException.ThrowIfNull(value);
        var lines = before.Select((row, index) => RowSheet.LineOf(CatalogSheet.Form, row, index + 1)).Where(line => act != "delete" || !chosen.Contains(line.Id))
            .Select(line => !chosen.Contains(line.Id) ? line : act switch
            {
                "unit" or "place" or "duty" => CatalogSheet.WithTarget(line, act, value),
                "priority" => CatalogSheet.WithPriority(line, value),
                _ => line,
            }).ToArray();
        return CatalogSheet.Compare(policy, before, lines);
    }

    /// <summary>The rows afterwards, or the first row that would be bad; then nothing is changed.</summary>
    /// <param name="policy">Says which units and duties there are.</param>
    /// <param name="before">The rows as they stand.</param>
    /// <param name="chosen">Ids of the rows to change.</param>
    /// <param name="act">What to do, as for <see cref="Preview"/>.</param>
    /// <param name="value">What to set; not used for deleting.</param>
    public static (IReadOnlyList<Value> Rows, BadRow? Bad) Change(CityPolicy policy, IReadOnlyList<Value> before, IReadOnlySet<string> chosen, string act, string value)
    {
        var comparison = Preview(policy, before, chosen, act, value);
        return comparison.Bad.FirstOrDefault() is { } bad ? (before, bad) : (comparison.Rows, null);
    }
}
