using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Workflows.Policies;

/// <summary>Changes many rows of the dispatch catalogue at once.</summary>
public static class CatalogBulk
{
    /// <summary>The rows afterwards, or the first row that would be bad; then nothing is changed.</summary>
    /// <param name="policy">Says which units and duties there are.</param>
    /// <param name="before">The rows as they stand.</param>
    /// <param name="chosen">Ids of the rows to change.</param>
    /// <param name="act"><c>unit</c>, <c>place</c>, <c>duty</c> (each in the place of the other two), <c>priority</c> or <c>delete</c>.</param>
    /// <param name="value">What to set; not used for deleting.</param>
    public static (IReadOnlyList<Value> Rows, BadRow? Bad) Change(CityPolicy policy, IReadOnlyList<Value> before, IReadOnlySet<string> chosen, string act, string value)
    {
        ArgumentNullException.ThrowIfNull(chosen);
        ArgumentNullException.ThrowIfNull(value);
        var lines = before.Select((row, index) => CatalogSheet.FromValue(row, index + 1)).Where(line => act != "delete" || !chosen.Contains(line.Id))
            .Select(line => !chosen.Contains(line.Id) ? line : act switch
            {
                "unit" => line with { Unit = value, Place = "", Duty = "" },
                "place" => line with { Unit = "", Place = value, Duty = "" },
                "duty" => line with { Unit = "", Place = "", Duty = value },
                "priority" => line with { Priority = value },
                _ => line,
            }).ToArray();
        var comparison = CatalogSheet.Compare(policy, before, lines);
        return comparison.Bad.FirstOrDefault() is { } bad ? (before, bad) : (comparison.Rows, null);
    }
}
