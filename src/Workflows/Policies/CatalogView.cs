using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Workflows.Policies;

/// <summary>What rows of the catalogue are looked for; null asks nothing.</summary>
/// <param name="Text">A text in any column or in the name of a code; case does not count.</param>
/// <param name="Class">Class code: rows for that class and all under it.</param>
/// <param name="District">District code: rows for the district and its streets.</param>
/// <param name="Unit">Unit code: rows that name it as lead or helper.</param>
public sealed record CatalogFilter(string? Text = null, string? Class = null, string? District = null, string? Unit = null);

/// <summary>A row of the catalogue as people read it.</summary>
/// <param name="Line">Its cells.</param>
/// <param name="ClassName">The class in words, zh-CN.</param>
/// <param name="AreaName">The area in words, zh-CN.</param>
/// <param name="TargetName">Where it sends to, zh-CN.</param>
/// <param name="TargetInEnglish">The same in English.</param>
/// <param name="CoUnitNames">Who helps, zh-CN.</param>
public sealed record CatalogEntry(SheetLine Line, string ClassName, string AreaName, string TargetName, string TargetInEnglish, string CoUnitNames);

/// <summary>
/// The dispatch catalogue for looking things up in: names are found once, so that a search only compares. Linear in the number of rows
/// (20,000 take a few milliseconds). Immutable and thread-safe.
/// </summary>
public sealed class CatalogView
{
    private readonly CityPolicy policy;
    private readonly string[] searched;
    private readonly string?[] districts;

    /// <summary>Reads the rows.</summary>
    /// <param name="policy">Where codes are looked up.</param>
    /// <param name="rows">The rows of <c>dispatch-catalog.json</c>.</param>
    public CatalogView(CityPolicy policy, IReadOnlyList<Value> rows)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(rows);
        this.policy = policy;
        Entries = [.. rows.Select((row, index) => Tell(RowSheet.LineOf(CatalogSheet.Form, row, index + 1)))];
        searched = [.. Entries.Select(entry => string.Join('\n', [.. entry.Line.Cells, entry.ClassName, entry.AreaName, entry.TargetName, entry.CoUnitNames]).ToUpperInvariant())];
        districts = [.. Entries.Select(entry => policy.Organisation.Find(entry.Line.Cells[CatalogSheet.Area])?.DistrictCode)];
    }

    /// <summary>The rows in the order staff gave them.</summary>
    public IReadOnlyList<CatalogEntry> Entries { get; }

    /// <summary>The rows that a filter asks for, as indices into <see cref="Entries"/>.</summary>
    /// <param name="filter">What is looked for.</param>
    public IReadOnlyList<int> Find(CatalogFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var words = (filter.Text ?? "").ToUpperInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var found = new List<int>();
        for (var index = 0; index < Entries.Count; index++)
        {
            var cells = Entries[index].Line.Cells;
            if (filter.Class is { } asked && !policy.Classes.LineageOf(cells[CatalogSheet.Class]).Contains(asked)) continue;
            if (filter.District is { } district && districts[index] != district) continue;
            if (filter.Unit is { } unit && cells[CatalogSheet.Unit] != unit && !RowSheet.CodesOf(cells[CatalogSheet.CoUnits]).Contains(unit)) continue;
            if (Array.TrueForAll(words, word => searched[index].Contains(word, StringComparison.Ordinal))) found.Add(index);
        }

        return found;
    }

    private CatalogEntry Tell(SheetLine line)
    {
        var (unit, place, duty) = (line.Cells[CatalogSheet.Unit], line.Cells[CatalogSheet.Place], line.Cells[CatalogSheet.Duty]);
        var (target, english) = unit.Length > 0 ? (NameOf(unit), unit)
            : duty.Length > 0 ? ($"区内承担“{duty}”的单位", $"holder of '{duty}' in the district")
            : place == "Street" ? ("属地街道（乡镇）", "street of the place") : ("属地区政府", "district of the place");
        return new(
            line,
            line.Cells[CatalogSheet.Class] == "*" ? "不限" : policy.Classes.Find(line.Cells[CatalogSheet.Class])?.Name ?? "",
            line.Cells[CatalogSheet.Area] == "*" ? "全市" : policy.Organisation.Find(line.Cells[CatalogSheet.Area])?.PlaceName ?? "",
            target,
            english,
            string.Join("、", RowSheet.CodesOf(line.Cells[CatalogSheet.CoUnits]).Select(NameOf)));
    }

    private string NameOf(string code) => policy.Organisation.Find(code)?.Name ?? code;
}
