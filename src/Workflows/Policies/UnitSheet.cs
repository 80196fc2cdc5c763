using JieSuJiBan.Activities.ReferenceData;

namespace JieSuJiBan.Workflows.Policies;

/// <summary>The units of the organisation as a sheet. How units hang together is checked with the draft, when all of them are known.</summary>
public static class UnitSheet
{
    /// <summary>The columns, and what a row must be.</summary>
    public static SheetForm Form { get; } = new(
        "organisation.json",
        "units",
        [
            new("code", "单位代码", "unit code"),
            new("name", "单位名称", "unit name", SheetCellKind.Text),
            new("place", "地名", "place name", SheetCellKind.Text),
            new("kind", "单位类别", "kind of unit"),
            new("parent", "上级单位", "parent unit"),
            new("district", "所属区", "district code"),
            new("duties", "职责", "duty codes", SheetCellKind.Codes),
            new("onDutyAllDay", "全天值守", "on duty all day", SheetCellKind.Flag),
            new("note", "备注", "remark", SheetCellKind.Text),
        ],
        _ => Check);

    private static readonly int Name = Form.Place("name");
    private static readonly int Kind = Form.Place("kind");

    private static CellFault? Check(SheetLine line)
    {
        if (string.IsNullOrWhiteSpace(line.Cells[Name])) return new("name", "缺少单位名称：请填写 name", "Expected a name: fill it in");
        return Enum.GetNames<UnitKind>().Contains(line.Cells[Kind], StringComparer.Ordinal)
            ? null
            : new("kind", $"单位类别“{line.Cells[Kind]}”不认识：请填 {string.Join("、", Enum.GetNames<UnitKind>())} 之一", $"The kind '{line.Cells[Kind]}' is unknown: give one of {string.Join(", ", Enum.GetNames<UnitKind>())}");
    }
}

/// <summary>The lists of policy files that come in and go out as sheets.</summary>
public static class PolicySheets
{
    /// <summary>Every form, by its policy file.</summary>
    public static IReadOnlyDictionary<string, SheetForm> ByFile { get; } = new[] { CatalogSheet.Form, UnitSheet.Form }.ToDictionary(form => form.File, StringComparer.Ordinal);
}
