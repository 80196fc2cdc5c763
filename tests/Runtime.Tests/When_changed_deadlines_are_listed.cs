using JieSuJiBan.Runtime.MigrationImpact;
using JieSuJiBan.Runtime.Inbox;
using JieSuJiBan.Runtime.Tests.Setup;
using JieSuJiBan.Testing;

namespace JieSuJiBan.Runtime.Tests;

/// <summary>The list of deadlines that a policy changes: no page loses a clock, and no decision is forgotten before it is carried out.</summary>
public sealed class When_changed_deadlines_are_listed(PostgresFixture postgres)
{
    private static readonly Viewer Administrator = new("policy", [RoleNames.PolicyAdministrator], null);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_ticket_with_several_clocks_is_never_cut_by_a_page()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        var report = await ReportAsync(node, state: "open");
        var rows = new List<DeadlineRow>();
        for (var after = Guid.Empty; ; after = rows[^1].CaseId)
        {
            var page = await node.Get<DeadlineStore>().RowsAsync(report, Administrator, null, DeadlineStanding.Open, after, 2, Ct);
            if (page.Count == 0) break;
            rows.AddRange(page);
        }

        Assert.Equal(9, rows.Count);
        Assert.Equal(9, rows.DistinctBy(row => (row.CaseId, row.Clock)).Count());
    }

    [Fact]
    public async Task A_list_is_forgotten_only_when_what_was_decided_of_it_is_carried_out()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        var (pending, kept) = (await ReportAsync(node, state: "pending"), await ReportAsync(node, state: "kept"));
        for (var i = 0; i <= DeadlineStore.Kept; i++)
        {
            var report = await node.Get<DeadlineStore>().CreateAsync($"policy-{i}", "policy", Ct);
            await node.ExecuteAsync("update jsjb.deadline_report set state = 'done', finished_at = now() where report_id = $1", Ct, report.ReportId);
        }

        Assert.NotNull(await node.Get<DeadlineStore>().FindAsync(pending, Ct));
        Assert.Null(await node.Get<DeadlineStore>().FindAsync(kept, Ct));
    }

    /// <summary>A list of three tickets with three clocks each.</summary>
    private static async Task<Guid> ReportAsync(Node node, string state)
    {
        var report = Guid.NewGuid();
        await node.ExecuteAsync("insert into jsjb.deadline_report (report_id, policy_hash, state, total, created_by, created_at, finished_at) values ($1, 'earlier', 'done', 3, 'policy', timestamptz '2026-01-01', now())", Ct, report);
        await node.ExecuteAsync(
            """
            insert into jsjb.deadline_row (report_id, case_id, clock, step_name, was, becomes, limit_was, limit_becomes, state)
            select $1, lpad(n::text, 32, '0')::uuid, c, c, now(), now() + interval '1 day', '5', '6', $2 from generate_series(1, 3) n, unnest(array['a', 'b', 'c']) c
            """, Ct, report, state);
        return report;
    }
}
