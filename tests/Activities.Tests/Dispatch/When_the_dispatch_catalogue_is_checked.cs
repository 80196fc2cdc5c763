using JieSuJiBan.Activities.Tests.Policies;

namespace JieSuJiBan.Activities.Tests.Dispatch;

public class When_the_dispatch_catalogue_is_checked
{
    private const string File = "dispatch-catalog.json";
    private const string LastRow = "{\"id\": \"PD-DEFAULT\", \"class\": \"*\"";

    [Fact]
    public void a_class_without_a_unit_is_told_in_the_words_of_staff()
    {
        // Without the general row, what relies on the street or on a duty that a district lacks has nobody where these are missing.
        var load = Pack.LoadWith(File, LastRow, "{\"id\": \"PD-DEFAULT\", \"class\": \"15\"");
        Assert.Null(load.Policy);
        Assert.Contains(load.Findings, finding => finding.Chinese == "类别 垃圾清运不及时 在全市没有承办单位");
        Assert.Contains(load.Findings, finding => finding.Chinese == "类别 河道污染 在 东城区 没有承办单位");
        Assert.DoesNotContain(load.Findings, finding => finding.Chinese.Contains("河道污染 在 密云区", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("\"unit\": \"110000201\"", "\"unit\": \"110000999\"", "dispatch.unknown.unit")]
    [InlineData("\"unit\": \"110000201\"", "\"unit\": \"110101001001\"", "dispatch.community")]
    [InlineData("\"duty\": \"housing\"", "\"duty\": \"astrology\"", "dispatch.unknown.duty")]
    [InlineData("\"duty\": \"housing\"", "\"duty\": \"housing\", \"place\": \"Street\"", "dispatch.target")]
    [InlineData("\"class\": \"0103\"", "\"class\": \"0193\"", "dispatch.unknown.class")]
    [InlineData("\"area\": \"110118\"", "\"area\": \"110120\"", "dispatch.unknown.area")]
    [InlineData("\"id\": \"PD-0103\"", "\"id\": \"PD-0101\"", "dispatch.row.duplicate")]
    [InlineData("\"class\": \"0103\"", "\"class\": \"0101\"", "dispatch.overlap")]
    public void each_fault_is_named(string piece, string replacement, string code)
    {
        var load = Pack.LoadWith(File, piece, replacement);
        Assert.Null(load.Policy);
        Assert.StartsWith("$.rows[", load.Only(code).Path, StringComparison.Ordinal);
    }

    [Fact]
    public void two_rows_that_differ_in_priority_do_not_overlap()
    {
        var load = Pack.LoadWith(File, LastRow, "{\"id\": \"PD-EXTRA\", \"class\": \"0103\", \"area\": \"*\", \"place\": \"Street\", \"priority\": 5},\n" + LastRow);
        Assert.Empty(load.Findings);
        Assert.Equal("PD-EXTRA", load.Policy!.Dispatch.Lookup("0103-01", "110105", "110105026").Proposal!.RowId);
        Assert.Equal("PD-0103", load.Policy.Dispatch.Lookup("0103-01", "110105").Proposal!.RowId);
    }

    [Fact]
    public void a_row_for_the_street_comes_before_a_row_for_its_district_whatever_the_priority()
    {
        var load = Pack.LoadWith(File, LastRow, "{\"id\": \"PD-EXTRA\", \"class\": \"0303-04\", \"area\": \"110105\", \"place\": \"District\", \"priority\": 9},\n" + LastRow);
        Assert.Equal("PD-L-03", load.Policy!.Dispatch.Lookup("0303-04", "110105", "110105026").Proposal!.RowId);
        Assert.Equal("PD-EXTRA", load.Policy.Dispatch.Lookup("0303-04", "110105", "110105025").Proposal!.RowId);
    }
}
