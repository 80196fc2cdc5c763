using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Runtime.Inbox;
using JieSuJiBan.Runtime.Tests.Setup;
using JieSuJiBan.Testing;
using NodaTime;

namespace JieSuJiBan.Runtime.Tests;

/// <summary>Art. 16: departments work on a street's ticket at the same time, and each may know of it.</summary>
public sealed class When_several_units_share_a_ticket(PostgresFixture postgres)
{
    private const string Housing = "110105901";
    private const string Urban = "110105902";
    private const string Enforcement = "110105903";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_departments_that_report_in_at_once_each_count_once()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        await Whistling.PublishAsync(node, Ct);
        await using var other = await node.AnotherAsync(Ct);
        for (var round = 0; round < 10; round++)
        {
            var caseId = await Whistling.BlowAsync(node, Ct, Housing, Urban, Enforcement);
            var before = (await node.Cases.StateAsync(caseId, Ct))!.Sequence;

            var answers = await Task.WhenAll(
                Whistling.ReportInAsync(node, caseId, Housing, Ct), Whistling.ReportInAsync(other, caseId, Urban, Ct), Whistling.ReportInAsync(node, caseId, Enforcement, Ct));

            Assert.All(answers, answer => Assert.IsType<CommandResult.Accepted>(answer));
            Assert.Equal(3, answers.Cast<CommandResult.Accepted>().Select(answer => answer.Sequence).Distinct().Count());
            Assert.Equal(before + 3, await node.QueryAsync<long>("select version from jsjb.case_state where case_id = $1", Ct, caseId.Value));
            Assert.Equal(before + 3, await node.QueryAsync<long>("select count(*) from jsjb.journal where case_id = $1", Ct, caseId.Value));
            Assert.Equal(3L, await node.QueryAsync<long>("select count(distinct xmin::text) from jsjb.journal where case_id = $1 and seq > $2", Ct, caseId.Value, before));
            await using var fresh = await node.AnotherAsync(Ct);
            var whistle = WhistleFacts.Of((await fresh.Cases.StateAsync(caseId, Ct))!.Facts, 1);
            Assert.All(whistle.Departments, department => Assert.NotNull(department.ReportedInAt));
        }
    }

    [Fact]
    public async Task A_department_that_reports_in_as_its_limit_passes_is_in_and_its_timer_finds_nothing()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        await Whistling.PublishAsync(node, Ct);
        var caseId = await Whistling.BlowAsync(node, Ct, Housing);
        node.Clock.Advance(Duration.FromMinutes(30));

        var (_, answer) = (await node.Sweeper.SweepAsync(ct: Ct), await Whistling.ReportInAsync(node, caseId, Housing, Ct));

        Assert.IsType<CommandResult.Accepted>(answer);
        Assert.False(WhistleFacts.Of((await node.Cases.StateAsync(caseId, Ct))!.Facts, 1).Department(Housing).IsLate);
    }

    [Fact]
    public async Task Each_unit_that_takes_part_sees_the_ticket_and_no_other_does()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        await Whistling.PublishAsync(node, Ct);
        var caseId = await Whistling.BlowAsync(node, Ct, Housing, Urban);
        var tickets = node.Make<TicketReader>();

        foreach (var unit in (string[])[Whistling.Street, "110105", Housing, Urban])
        {
            Assert.NotNull(await tickets.GetAsync(caseId.ToString(), Of(unit), Ct));
            Assert.Equal(caseId.Value, Assert.Single((await tickets.SearchAsync(new(), Of(unit), Ct)).Items).CaseId);
        }

        Assert.Null(await tickets.GetAsync(caseId.ToString(), Of(Enforcement), Ct));
        Assert.Empty((await tickets.SearchAsync(new(), Of(Enforcement), Ct)).Items);
    }

    [Fact]
    public async Task A_units_rows_are_written_in_the_commit_that_brought_it_in()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        await Whistling.PublishAsync(node, Ct);
        var caseId = await Whistling.BlowAsync(node, Ct, Housing);

        Assert.Equal(1L, await node.QueryAsync<long>(
            "select count(*) from jsjb.ticket_partner p join jsjb.journal j using (case_id) where p.case_id = $1 and p.unit_code = $2 and j.seq = 2 and j.xmin::text = p.xmin::text", Ct, caseId.Value, Housing));
    }

    [Fact]
    public async Task A_unit_pages_through_its_tickets_by_its_own_index()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        await Whistling.PublishAsync(node, Ct);
        var made = new List<Guid>();
        for (var i = 0; i < 5; i++)
        {
            node.Clock.Advance(Duration.FromMinutes(1));
            made.Add((await Whistling.BlowAsync(node, Ct, Housing)).Value);
        }

        var tickets = node.Make<TicketReader>();
        var first = await tickets.SearchAsync(new() { Size = 3 }, Of(Housing), Ct);
        Assert.True(Cursor.TryParse(first.NextCursor, out var cursor));
        var second = await tickets.SearchAsync(new() { Size = 3, After = cursor }, Of(Housing), Ct);

        Assert.Equal(made.AsEnumerable().Reverse(), first.Items.Concat(second.Items).Select(row => row.CaseId));
        Assert.Null(second.NextCursor);
    }

    private static Viewer Of(string unit) => new($"member-{unit}", [RoleNames.Handler], unit);
}
