using JieSuJiBan.Engine.Values;
using JieSuJiBan.Workflows.Policies;

namespace JieSuJiBan.Workflows.Tests.Policies;

public sealed class When_policies_are_edited_as_tables
{
    private static readonly Value Catalogue = Beijing.Policy.Content["dispatch-catalog.json"];

    private static List<SheetLine> Sheet => [.. Catalogue["rows"].Items.Select((row, index) => RowSheet.LineOf(CatalogSheet.Form, row, index + 2))];

    private static SheetLine Line(int line, string id, string classCode, string area, string unit, string place, string duty, string priority) => new(line, [id, classCode, area, unit, place, duty, priority, "", ""]);

    [Fact]
    public void The_catalogue_written_as_a_sheet_changes_nothing_when_it_comes_back()
    {
        var comparison = CatalogSheet.Compare(Beijing.Policy, Catalogue["rows"].Items, Sheet);
        Assert.Empty(comparison.Bad);
        Assert.False(comparison.IsChange);
        Assert.Equal(Catalogue["rows"], Value.Of(comparison.Rows));
    }

    [Fact]
    public void Rows_are_added_changed_and_removed_and_a_bad_line_keeps_the_row_as_it_is()
    {
        var sheet = Sheet;
        var (removed, changed, spoilt) = (sheet[0].Id, sheet[1].Id, sheet[2].Id);
        sheet[1] = Line(3, changed, sheet[1].Cells[1], sheet[1].Cells[2], "", "District", "", "");
        sheet[2] = Line(4, spoilt, sheet[2].Cells[1], sheet[2].Cells[2], "nobody", "", "", "");
        sheet.RemoveAt(0);
        sheet.Add(Line(900, "NEW", "0101", "*", "110000201", "", "", "5"));
        var comparison = CatalogSheet.Compare(Beijing.Policy, Catalogue["rows"].Items, sheet);

        Assert.Equal(["NEW"], comparison.Added);
        Assert.Equal([changed], comparison.Changed);
        Assert.Equal([removed], comparison.Removed);
        var bad = Assert.Single(comparison.Bad);
        Assert.Equal((4, spoilt, "unit"), (bad.Line, bad.Id, bad.Column));
        Assert.Contains("nobody", bad.English, StringComparison.Ordinal);
        Assert.Equal(Catalogue["rows"].Items[2], Assert.Single(comparison.Rows, row => row["id"].AsString() == spoilt));
    }

    [Theory]
    [InlineData("", "0101", "*", "", "Street", "", "0", "id")]
    [InlineData("A", "302-01", "*", "", "Street", "", "0", "0302-01")]
    [InlineData("A", "9999-99", "*", "", "Street", "", "0", "9999-99")]
    [InlineData("A", "0101", "nowhere", "", "Street", "", "0", "nowhere")]
    [InlineData("A", "0101", "*", "", "", "", "0", "unit、place、duty")]
    [InlineData("A", "0101", "*", "110000201", "Street", "", "0", "unit、place、duty")]
    [InlineData("A", "0101", "*", "", "Planet", "", "0", "Planet")]
    [InlineData("A", "0101", "*", "", "", "no-duty", "0", "no-duty")]
    [InlineData("A", "0101", "*", "", "Street", "", "1001", "1001")]
    public void A_line_that_cannot_be_taken_says_why(string id, string classCode, string area, string unit, string place, string duty, string priority, string word)
    {
        var bad = Assert.Single(CatalogSheet.Compare(Beijing.Policy, [], [Line(7, id, classCode, area, unit, place, duty, priority)]).Bad);
        Assert.Equal(7, bad.Line);
        Assert.Contains(word, bad.Chinese, StringComparison.Ordinal);
    }

    /// <summary>Codes are names: two that differ by case only are two, in a list as in a cell of their own.</summary>
    [Theory]
    [InlineData("ab CD", "ab CD", false)]
    [InlineData("ab CD", "AB CD", true)]
    [InlineData("ab CD", "CD ab", true)]
    [InlineData("ab CD", "ab、CD", false)]
    public void A_list_is_another_where_a_code_is_written_otherwise(string before, string after, bool isChange)
    {
        var form = new SheetForm("x.json", "rows", [new SheetColumn("id", "编号", "Id"), new SheetColumn("codes", "代码", "Codes", SheetCellKind.Codes)], _ => _ => null);
        var comparison = RowSheet.Compare(form, Beijing.Policy, [Value.Object(("id", Value.Of("1")), ("codes", Value.Of(RowSheet.CodesOf(before))))], [new SheetLine(2, ["1", after])]);
        Assert.Equal(isChange, comparison.IsChange);
        if (isChange) Assert.Equal(RowSheet.CodesOf(after), Assert.Single(comparison.Rows)["codes"].Items.Select(code => code.AsString()));
    }

    [Fact]
    public void Of_two_lines_for_the_same_the_first_counts()
    {
        SheetLine[] sheet = [Line(2, "A", "0101", "*", "", "Street", "", ""), Line(3, "A", "0102", "*", "", "Street", "", ""), Line(4, "B", "0101", "*", "", "District", "", "0")];
        var comparison = CatalogSheet.Compare(Beijing.Policy, [], sheet);
        Assert.Equal(["A"], comparison.Added);
        Assert.Equal([3, 4], comparison.Bad.Select(row => row.Line));
    }

    [Fact]
    public void What_has_no_column_stays_and_a_unit_says_only_what_it_must()
    {
        var units = Beijing.Policy.Content["organisation.json"]["units"].Items.Select(unit => unit.With("further", Value.Of("kept"))).ToArray();
        var sheet = units.Select((unit, index) => RowSheet.LineOf(UnitSheet.Form, unit, index + 2)).ToList();
        Assert.False(RowSheet.Compare(UnitSheet.Form, Beijing.Policy, units, sheet).IsChange);
        var cells = sheet[1].Cells.ToArray();
        (cells[1], cells[7]) = ("新名称", "是");
        sheet[1] = sheet[1] with { Cells = cells };
        sheet.Add(new(900, ["110000999", "新单位", "", "Ministry", "", "", "", "", ""]));
        var comparison = RowSheet.Compare(UnitSheet.Form, Beijing.Policy, units, sheet);
        Assert.Equal((900, "kind"), (Assert.Single(comparison.Bad).Line, comparison.Bad[0].Column));
        Assert.Equal(units[1].With("name", Value.Of("新名称")).With("onDutyAllDay", Value.True), comparison.Rows[1]);
    }

    [Fact]
    public void Many_rows_are_changed_at_once_or_none_of_them()
    {
        var before = Catalogue["rows"].Items;
        var chosen = before.Take(3).Select(row => row["id"].AsString()!).ToHashSet(StringComparer.Ordinal);
        var (rows, bad) = CatalogBulk.Change(Beijing.Policy, before, chosen, "unit", "110000201");
        Assert.Null(bad);
        Assert.All(rows.Take(3), row => Assert.Equal(("110000201", null, null), (row["unit"].AsString(), row["duty"].AsString(), row["place"].AsString())));
        Assert.Equal(before.Skip(3), rows.Skip(3));
        Assert.Equal(before.Count - 3, CatalogBulk.Change(Beijing.Policy, before, chosen, "delete", "").Rows.Count);
        var (same, wrong) = CatalogBulk.Change(Beijing.Policy, before, chosen, "unit", "nobody");
        Assert.Same(before, same);
        Assert.Contains("nobody", wrong!.Chinese, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_list_of_a_file_is_a_table_that_can_be_searched()
    {
        var table = Assert.Single(PolicyTables.Of("dispatch-catalog.json", Catalogue, Beijing.Policy, false), table => table.Name == "rows");
        Assert.Equal(["id", "class", "area"], table.Columns.Take(3));
        Assert.Equal("PD-0101-05", table.Rows[Assert.Single(table.Find("pd-0101-05", "id"))][0]);
        Assert.Equal(table.Rows.Count, table.Find(" ", null).Count);
        Assert.Equal(2, PolicyTables.Of("calendar.json", Beijing.Policy.Content["calendar.json"], null, false).Count);
    }

    [Fact]
    public void The_yearly_notice_becomes_a_year_of_the_calendar()
    {
        var calendar = Beijing.Policy.Content["calendar.json"];
        var year = (int)calendar["years"].Items[^1]["year"].AsInt64()! + 1;
        var reading = HolidayNotice.Read(calendar, year, "通知", "文号", $"名称\t起\t止\t调休上班日\n元旦\t1月1日\t{year}-01-03\t1月4日 1月10日\n劳动节\t5月1日\t\t");
        Assert.Empty(reading.Bad);
        var entry = reading.Content!["years"].Items[^1];
        Assert.Equal(year, entry["year"].AsInt64());
        Assert.Equal(($"{year}-01-01", $"{year}-01-03"), (entry["holidays"][0]["from"].AsString(), entry["holidays"][0]["to"].AsString()));
        Assert.Equal([$"{year}-01-04", $"{year}-01-10"], entry["makeUpWorkdays"].Items.Select(day => day["date"].AsString()));
        Assert.Equal(2, entry["holidays"].Count);
    }

    [Fact]
    public void A_notice_may_come_as_a_sheet()
    {
        var table = HolidayNotice.TableOf([new(2, ["元旦", "2027-01-01", "2027-01-03", "1月4日\n1月10日"]), new(3, ["劳动节", "5月1日", "", ""])]);
        var reading = HolidayNotice.Read(Beijing.Policy.Content["calendar.json"], 2027, "通知", "文号", table);
        Assert.Empty(reading.Bad);
        Assert.Equal(["2027-01-04", "2027-01-10"], reading.Content!["years"].Items[^1]["makeUpWorkdays"].Items.Select(day => day["date"].AsString()));
    }

    [Theory]
    [InlineData("元旦")]
    [InlineData("元旦\t13月1日\t1月3日")]
    [InlineData("元旦\t1月3日\t1月1日")]
    [InlineData("元旦\t1月1日\t1月3日\t某日")]
    [InlineData("")]
    public void A_notice_that_cannot_be_read_changes_nothing_and_names_the_line(string table)
    {
        var reading = HolidayNotice.Read(Beijing.Policy.Content["calendar.json"], 2027, "通知", "文号", table);
        Assert.Null(reading.Content);
        Assert.Equal(1, Assert.Single(reading.Bad).Line);
    }
}
