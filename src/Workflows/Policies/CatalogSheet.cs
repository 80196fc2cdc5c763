using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.ReferenceData;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Workflows.Policies;

/// <summary>The dispatch catalogue as a sheet.</summary>
public static class CatalogSheet
{
    /// <summary>The columns, and what a row must be.</summary>
    public static SheetForm Form { get; } = new(
        "dispatch-catalog.json",
        "rows",
        [
            new("id", "编号", "row id"),
            new("class", "问题分类", "class code"),
            new("area", "区域", "area code"),
            new("unit", "承办单位", "unit code"),
            new("place", "属地", "by place"),
            new("duty", "职责", "by duty"),
            new("priority", "优先级", "precedence", SheetCellKind.Whole, "0", -1000, 1000),
            new("coUnits", "协办单位", "co-handling units", SheetCellKind.Codes),
            new("note", "备注", "remark", SheetCellKind.Text),
        ],
        Checks);

    internal static readonly int Class = Form.Place("class");
    internal static readonly int Area = Form.Place("area");
    internal static readonly int Unit = Form.Place("unit");
    internal static readonly int Place = Form.Place("place");
    internal static readonly int Duty = Form.Place("duty");
    internal static readonly int Priority = Form.Place("priority");
    internal static readonly int CoUnits = Form.Place("coUnits");

    /// <summary>What taking the sheet would do.</summary>
    /// <param name="policy">Says which classes, areas, units and duties there are.</param>
    /// <param name="before">The rows of <c>dispatch-catalog.json</c> as they stand.</param>
    /// <param name="sheet">The lines of the sheet, in order.</param>
    public static SheetComparison Compare(CityPolicy policy, IReadOnlyList<Value> before, IReadOnlyList<SheetLine> sheet) => RowSheet.Compare(Form, policy, before, sheet);

    /// <summary>The same line with another target: each of unit, place and duty stands in the place of the other two.</summary>
    internal static SheetLine WithTarget(SheetLine line, string column, string value)
    {
        var cells = line.Cells.ToArray();
        (cells[Unit], cells[Place], cells[Duty]) = ("", "", "");
        cells[Form.Place(column)] = value;
        return line with { Cells = cells };
    }

    /// <summary>The same line with another priority.</summary>
    internal static SheetLine WithPriority(SheetLine line, string value)
    {
        var cells = line.Cells.ToArray();
        cells[Priority] = value;
        return line with { Cells = cells };
    }

    private static RowCheck Checks(CityPolicy policy)
    {
        var duties = policy.Organisation.Units.SelectMany(unit => unit.Duties).ToHashSet(StringComparer.Ordinal);
        var places = new Dictionary<(string, string, int), SheetLine>();
        return line => ClassOrArea(policy, line.Cells) ?? Target(policy.Organisation, duties, line.Cells) ?? Helpers(policy.Organisation, duties, line.Cells) ?? Overlap(line, places);
    }

    private static CellFault? ClassOrArea(CityPolicy policy, IReadOnlyList<string> cells)
    {
        if (cells[Class] != DispatchCatalogRow.Any && policy.Classes.Find(cells[Class]) is null)
        {
            // Spreadsheet programs take 0302 for the number 302.
            return policy.Classes.Find("0" + cells[Class]) is { } meant
                ? new("class", $"问题分类“{cells[Class]}”不存在，应为“{meant.Code}”：表格软件去掉了前面的 0，请把该列设为文本", $"There is no class '{cells[Class]}' but '{meant.Code}': the spreadsheet program dropped the leading 0, format the column as text")
                : new("class", $"问题分类“{cells[Class]}”不存在：请填分类代码或 *", $"There is no class '{cells[Class]}': give a class code or *");
        }

        return cells[Area] != DispatchCatalogRow.Any && policy.Organisation.FindDistrict(cells[Area]) is null && policy.Organisation.FindStreet(cells[Area]) is null
            ? new("area", $"区域“{cells[Area]}”既不是区也不是街道（乡镇）：请填代码或 *", $"The area '{cells[Area]}' is neither a district nor a street: give its code or *")
            : null;
    }

    private static CellFault? Target(Organisation organisation, HashSet<string> duties, IReadOnlyList<string> cells)
    {
        var (unit, place, duty) = (cells[Unit], cells[Place], cells[Duty]);
        if ((unit.Length > 0 ? 1 : 0) + (place.Length > 0 ? 1 : 0) + (duty.Length > 0 ? 1 : 0) != 1) return new("unit", "应在 unit、place、duty 中恰填一项", "Expected exactly one of unit, place and duty: fill in one");
        if (place is not ("" or "District" or "Street")) return new("place", $"place “{place}”不认识：请填 District（区）或 Street（街道）", $"The place '{place}' is unknown: give District or Street");
        if (duty.Length > 0 && !duties.Contains(duty)) return new("duty", $"没有单位承担职责“{duty}”：请改职责代码，或先在组织机构中登记", $"No unit holds the duty '{duty}': give another, or enter it with a unit first");
        if (unit.Length == 0 || organisation.Find(unit) is { MayLead: true }) return null;
        return organisation.Find(unit) is null
            ? new("unit", $"单位“{unit}”不存在：请填组织机构中的单位代码", $"There is no unit '{unit}': give a code of the organisation")
            : new("unit", $"单位“{unit}”是社区（村），不得作为主办单位：请改派街道（乡镇）", $"The unit '{unit}' is a community, which may not lead: name its street instead");
    }

    private static CellFault? Helpers(Organisation organisation, HashSet<string> duties, IReadOnlyList<string> cells)
    {
        foreach (var helper in RowSheet.CodesOf(cells[CoUnits]))
        {
            if (helper.StartsWith("Duty:", StringComparison.Ordinal) ? !duties.Contains(helper[5..]) : organisation.Find(helper) is null) return new("coUnits", $"协办单位“{helper}”不存在：请填单位代码或 Duty:职责代码", $"There is no co-handling unit '{helper}': give a unit code or Duty: and a duty");
        }

        return null;
    }

    /// <summary>The first line with a class, area and priority counts.</summary>
    private static CellFault? Overlap(SheetLine line, Dictionary<(string, string, int), SheetLine> places)
    {
        var place = (line.Cells[Class], line.Cells[Area], RowSheet.WholeOf(Form.Columns[Priority], line.Cells[Priority]) ?? 0);
        return places.TryAdd(place, line)
            ? null
            : new("priority", $"与第 {places[place].Line} 行（{places[place].Id}）的类别、区域和优先级都相同：请改其中一行的优先级", $"Row {places[place].Line} ({places[place].Id}) has the same class, area and priority: change one priority");
    }
}
