using System.Globalization;
using JieSuJiBan.Host.Cli;
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
        await using var house = await ImportHouse.StartAsync(postgres, ct);
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
        await using var house = await ImportHouse.StartAsync(postgres, ct);
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
        await using var house = await ImportHouse.StartAsync(postgres, ct);
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
        await using var house = await ImportHouse.StartAsync(postgres, ct);

        var wrong = await Assert.ThrowsAsync<HistoryFileException>(() => house.ImportAsync("id,title\r\n1,x\r\n", null, ct));
        Assert.Contains("replied_at", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_mark_and_plain_line_ends_and_columns_in_another_order_are_read()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var house = await ImportHouse.StartAsync(postgres, ct);
        var result = await house.ImportAsync("\ufeffreplied_at,id,reply,requester,title,body,submitted_at\n2018-03-02T00:00:00+08:00,9,r,u,,b,2018-03-01 00:00:00+08:00\n\n", null, ct);

        Assert.Equal("9", Assert.Single(result.Outcomes).Id);
        Assert.Empty(house.Told);
    }

    private static string Row(int id, int days)
    {
        var submitted = new DateTimeOffset(2018, 3, 1, 9, 30, 0, TimeSpan.FromHours(8)).AddMinutes(id);
        return string.Create(CultureInfo.InvariantCulture, $"{id},A{id},{submitted:yyyy-MM-ddTHH:mm:sszzz},标题,内容,答复,{submitted.AddDays(days):yyyy-MM-ddTHH:mm:sszzz}\r\n");
    }
}
