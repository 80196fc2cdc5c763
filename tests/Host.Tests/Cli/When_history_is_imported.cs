using System.Globalization;
using JieSuJiBan.Application.History;
using JieSuJiBan.Testing;

namespace JieSuJiBan.Host.Tests.Cli;

/// <summary>Rows become archived tickets, once, whatever happens to the run.</summary>
public sealed class When_history_is_imported(PostgresFixture postgres)
{
    private const string Header = "id,requester,submitted_at,title,body,reply,replied_at\r\n";

    [Fact]
    public async Task every_valid_row_is_archived_and_a_second_run_adds_nothing()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var house = await ImportService.StartAsync(postgres, ct);
        var csv = Header + string.Concat(Enumerable.Range(1, 60).Select(n => Row(n, days: n % 20)));

        var first = await house.ImportAsync(csv, 15, ct);
        Assert.Equal((60L, 60L, 0L, 0L), (first.Tickets, first.Imported, first.Skipped, first.Unfinished));
        Assert.Equal(60, first.Summary.Archived);
        Assert.Equal(Enumerable.Range(1, 60).Count(n => n % 20 > 15), first.Summary.Overdue);
        Assert.Equal("1", first.Outcomes[0].Id);
        Assert.Empty(house.Told);
        var journal = await house.CountAsync("journal", ct);
        Assert.Equal(first.Summary.Steps, journal);
        Assert.Equal(0, await house.CountAsync("timer", ct));
        Assert.Equal(0, await house.CountAsync("outbox", ct));
        Assert.Equal(0, await house.CountAsync("task where status = 'open'", ct));
        Assert.Equal(60, await house.CountAsync("ticket where status = 'Archived'", ct));

        var second = await house.ImportAsync(csv, 15, ct);
        Assert.Equal((60L, 0L, 60L), (second.Tickets, second.Imported, second.Skipped));
        Assert.Equal(first.Outcomes, second.Outcomes);
        Assert.Equal(journal, await house.CountAsync("journal", ct));
        Assert.Equal(60, await house.CountAsync("ticket", ct));
    }

    [Fact]
    public async Task a_run_that_was_stopped_half_way_is_finished_by_the_next()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var house = await ImportService.StartAsync(postgres, ct);
        var rows = Enumerable.Range(1, 40).Select(n => Row(n, days: 1)).ToArray();

        await house.ImportAsync(Header + string.Concat(rows.Take(17)), null, ct);
        var result = await house.ImportAsync(Header + string.Concat(rows), null, ct);

        Assert.Equal((40L, 23L, 17L), (result.Tickets, result.Imported, result.Skipped));
        Assert.Equal(40, await house.CountAsync("ticket", ct));
    }

    [Fact]
    public async Task a_malformed_row_is_told_with_line_and_column_and_the_others_go_on()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var house = await ImportService.StartAsync(postgres, ct);
        var csv = Header
            + Row(1, 1)
            + "2,u,2018-02-30T00:00:00+08:00,t,b,r,2018-03-01T00:00:00+08:00\r\n"
            + "3,u,2018-02-20T00:00:00+08:00,t,\"two\r\nlines, quoted \"\"so\"\"\",r,2018-03-01T00:00:00+08:00\r\n"
            + "4,u,2018-02-20T00:00:00+08:00,t,b,,\r\n"
            + "1,u,2018-02-20T00:00:00+08:00,t,b,r,2018-03-01T00:00:00+08:00\r\n"
            + "5,u,2018-02-20T00:00:00+08:00,t,b,r,2018-02-19T00:00:00+08:00\r\n"
            + "6,u,2018-02-20T00:00:00+08:00,t,b\r\n"
            + "7,u,2018-02-20T00:00:00+08:00,t,b,r,2018-03-01T00:00:00+08:00,surplus\r\n"
            + Row(8, 1);

        var result = await house.ImportAsync(csv, null, ct);

        Assert.Equal((3L, 3L, 6L), (result.Tickets, result.Imported, result.Malformed));
        Assert.Equal(["1", "3", "8"], result.Outcomes.Select(outcome => outcome.Id));
        var told = house.Told.Order(StringComparer.Ordinal).ToArray();
        Assert.Collection(
            told,
            line => Assert.Contains("line 10:", line, StringComparison.Ordinal),
            line => Assert.Contains("line 3, column 3 (submitted_at)", line, StringComparison.Ordinal),
            line => Assert.Contains("line 6, column 7 (replied_at)", line, StringComparison.Ordinal),
            line => Assert.Contains("line 7, column 1 (id)", line, StringComparison.Ordinal),
            line => Assert.Contains("line 8, column 7 (replied_at)", line, StringComparison.Ordinal),
            line => Assert.Contains("line 9, column 6 (reply)", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task a_file_without_the_columns_is_refused()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var house = await ImportService.StartAsync(postgres, ct);

        var wrong = await Assert.ThrowsAsync<HistoryFileException>(() => house.ImportAsync("id,title\r\n1,x\r\n", null, ct));
        Assert.Contains("replied_at", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_mark_and_plain_line_ends_and_columns_in_another_order_are_read()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var house = await ImportService.StartAsync(postgres, ct);
        var result = await house.ImportAsync("\ufeffreplied_at,id,reply,requester,title,body,submitted_at\n2018-03-02T00:00:00+08:00,9,r,u,,b,2018-03-01 00:00:00+08:00\n\n", null, ct);

        Assert.Equal("9", Assert.Single(result.Outcomes).Id);
        Assert.Empty(house.Told);
    }

    [Theory]
    [InlineData("utf-8", ',', "UTF-8", "逗号")]
    [InlineData("gb18030", ',', "GB18030", "逗号")]
    [InlineData("gb18030", ';', "GB18030", "分号")]
    [InlineData("utf-16", '\t', "UTF-16", "制表符")]
    [InlineData("utf-16BE", ',', "UTF-16", "逗号")]
    public async Task a_file_is_read_as_spreadsheet_programs_write_it_and_the_report_says_how(string encoding, char separator, string named, string separated)
    {
        var ct = TestContext.Current.CancellationToken;
        await using var house = await ImportService.StartAsync(postgres, ct);
        var of = encoding == "gb18030" ? System.Text.CodePagesEncodingProvider.Instance.GetEncoding(encoding)! : System.Text.Encoding.GetEncoding(encoding);
        var body = (Header + Row(1, 1) + Row(2, 3)).Replace(',', separator);

        var result = await house.ImportAsync(of.GetBytes(body), null, ct);
        Assert.Equal((2L, 0L), (result.Imported, result.Malformed));
        Assert.Contains(named, house.Source, StringComparison.Ordinal);
        Assert.Contains(separated, house.Source, StringComparison.Ordinal);
        // The same file again is the same tickets, in whatever encoding it comes.
        Assert.Equal(2, (await house.ImportAsync(System.Text.Encoding.UTF8.GetBytes($"sep={separator}\r\n" + body), null, ct)).Skipped);
        Assert.Equal(2, (await house.ImportAsync(of.GetBytes("\r\n\r\n" + body), null, ct)).Skipped);
    }

    [Fact]
    public async Task local_times_are_the_citys_and_the_report_says_so()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var house = await ImportService.StartAsync(postgres, ct);
        var result = await house.ImportAsync(
            Header
            + "1,u,2024/3/4 9:00,t,b,r,2024/3/5 9:00\r\n"
            + "2,u,2024-03-04 09:00:00,t,b,r,2024-03-05T01:00:00Z\r\n"
            + "3,u,2024年3月4日 9:00,t,b,r,45356.375\r\n"
            + "4,u,3/4/2024 9:00,t,b,r,2024/3/5 9:00\r\n"
            + "5,u,2024/2/30 9:00,t,b,r,2024/3/5 9:00\r\n",
            null,
            ct);

        Assert.Equal((3L, 2L), (result.Imported, result.Malformed));
        Assert.All(result.Outcomes, outcome => Assert.Equal((NodaTime.Instant.FromUtc(2024, 3, 4, 1, 0), NodaTime.Instant.FromUtc(2024, 3, 5, 1, 0)), (outcome.AcceptedAt, outcome.RepliedAt)));
        Assert.Contains("3 行没有写明时区的时间按本市时间（Asia/Shanghai）", house.Source, StringComparison.Ordinal);
        Assert.All(house.Told, line => Assert.Contains("submitted_at", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task a_file_of_which_one_row_is_in_another_encoding_is_refused_as_a_whole()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var house = await ImportService.StartAsync(postgres, ct);
        byte[] mixed = [.. System.Text.CodePagesEncodingProvider.Instance.GetEncoding("gb18030")!.GetBytes(Header + Row(1, 1) + Row(2, 1)), .. System.Text.Encoding.UTF8.GetBytes(Row(3, 1))];

        var wrong = await Assert.ThrowsAsync<HistoryFileException>(() => house.ImportAsync(mixed, null, ct));
        Assert.Contains("第 4 行", wrong.Message, StringComparison.Ordinal);
        Assert.Equal(0, await house.CountAsync("ticket", ct));
    }

    private static string Row(int id, int days)
    {
        var submitted = new DateTimeOffset(2018, 3, 1, 9, 30, 0, TimeSpan.FromHours(8)).AddMinutes(id);
        return string.Create(CultureInfo.InvariantCulture, $"{id},A{id},{submitted:yyyy-MM-ddTHH:mm:sszzz},标题,内容,答复,{submitted.AddDays(days):yyyy-MM-ddTHH:mm:sszzz}\r\n");
    }
}
