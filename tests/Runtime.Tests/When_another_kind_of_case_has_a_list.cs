using JieSuJiBan.Activities.Projections;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Runtime.Tests.Setup;
using JieSuJiBan.Testing;
using NodaTime;

namespace JieSuJiBan.Runtime.Tests;

/// <summary>An appeal, a topic or a patrol event has a list of its own: a projection and a table, and nothing of the runtime changes.</summary>
public sealed class When_another_kind_of_case_has_a_list(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>What a list shows of an errand: no ticket, no facts.</summary>
    private sealed record ErrandRow
    {
        [ListColumn("案件标识", "key of the case", IsFixed = true)]
        public required Guid Key { get; init; }

        [ListColumn("当前任务", "task at hand")]
        public required string? TaskAtHand { get; init; }

        [ListColumn("待办数", "open tasks")]
        public required int OpenTasks { get; init; }

        [ListColumn("下次定时", "next timer")]
        public required Instant? WakesAt { get; init; }

        [ListColumn("是否办结", "finished")]
        public required bool IsFinished { get; init; }
    }

    private static CaseProjection Errands { get; } = CaseProjection.Of("errand", state => state.Root?.DefinitionId != "errand" ? null : new ErrandRow
    {
        Key = state.CaseId.Value,
        TaskAtHand = state.Tasks.FirstOrDefault()?.Title,
        OpenTasks = state.Tasks.Count(),
        WakesAt = state.Timers.Min(timer => timer.DueAt),
        IsFinished = state.Status == WorkflowStatus.Finished,
    });

    [Fact]
    public async Task Its_rows_are_written_with_each_step_and_verified()
    {
        await using var node = await NodeAsync();
        var (caseId, _) = await node.StartErrandAsync(Ct);
        Assert.Equal("1 first 1 - false", await RowAsync(node));

        await node.CompleteAsync(caseId, Ct);
        Assert.Equal($"2 - 0 {node.Clock.Now + Duration.FromHours(1):uuuu-MM-dd HH:mm:ss} false", await RowAsync(node));
        node.Clock.Advance(Duration.FromHours(1));
        await node.Sweeper.SweepAsync(ct: Ct);
        Assert.Equal("3 second 1 - false", await RowAsync(node));
        Assert.IsType<CommandResult.Accepted>(await node.CompleteAsync(caseId, Ct));

        Assert.Equal("4 - 0 - true", await RowAsync(node));
        Assert.Equal(0L, await node.QueryAsync<long>("select count(*) from jsjb.ticket", Ct));
        Assert.Empty((await node.Verifier.VerifyAsync(caseId, Ct)).Findings);
    }

    [Theory]
    [InlineData("update jsjb.errand set task_at_hand = 'other'", "list.differs")]
    [InlineData("update jsjb.errand set open_tasks = 7", "list.differs")]
    [InlineData("update jsjb.errand set key = gen_random_uuid()", "list.differs")]
    [InlineData("update jsjb.errand set version = 9", "list.differs")]
    [InlineData("delete from jsjb.errand", "list.missing")]
    public async Task Whoever_tampers_with_a_row_is_found(string sql, string code)
    {
        await using var node = await NodeAsync();
        var (caseId, _) = await node.StartErrandAsync(Ct);

        await node.ExecuteAsync(sql, Ct);

        Assert.Equal([code], (await node.Verifier.VerifyAsync(caseId, Ct)).Findings.Select(finding => finding.Code));
    }

    [Fact]
    public async Task A_row_whose_case_was_deleted_is_found_when_all_are_verified()
    {
        await using var node = await NodeAsync();
        await node.ExecuteAsync("insert into jsjb.errand values (gen_random_uuid(), 1, gen_random_uuid(), null, 0, null, true)", Ct);
        var codes = new List<string>();
        await foreach (var report in node.Verifier.VerifyAllAsync(ct: Ct)) codes.AddRange(report.Findings.Select(finding => finding.Code));

        Assert.Contains("case.missing", codes);
    }

    [Fact]
    public async Task A_case_that_is_not_of_the_kind_has_no_row()
    {
        await using var node = await NodeAsync();
        var caseId = CaseRuntime.NewCaseId(node.Clock.Now);
        Assert.IsType<CommandResult.Accepted>(await node.SendAsync(caseId, new StartCase(Asking.Definition.Hash, Value.EmptyObject), Ct));
        Assert.Equal(0L, await node.QueryAsync<long>("select count(*) from jsjb.errand", Ct));
        Assert.Empty(await node.FaultsAsync(caseId, Ct));
    }

    [Fact]
    public void Two_kinds_do_not_share_a_table_and_a_table_has_a_name_of_its_own()
    {
        Assert.Contains("'ticket'", Assert.Throws<InvalidOperationException>(() => new Commit.CaseProjections([CaseProjection.Of("ticket", _ => (ErrandRow?)null)])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => CaseProjection.Of("errand; drop table x", _ => (ErrandRow?)null));
        Assert.Throws<ArgumentException>(() => CaseProjection.Of("errand", _ => (string?)null));
    }

    private async Task<Node> NodeAsync()
    {
        var node = await Node.WithListsAsync(postgres, Ct, Errands);
        // As a migration and Rights.sql would; what is fixed may not be changed.
        await node.ExecuteAsync(
            $"""
            create table jsjb.errand (case_id uuid primary key, version bigint not null, key uuid not null, task_at_hand text, open_tasks int not null, wakes_at timestamptz, is_finished boolean not null);
            grant select, insert, update (version, task_at_hand, open_tasks, wakes_at, is_finished) on jsjb.errand to {PostgresFixture.ServiceRole};
            """, Ct);
        return node;
    }

    private static Task<string> RowAsync(Node node) => node.QueryAsync<string>(
        "select concat_ws(' ', version, coalesce(task_at_hand, '-'), open_tasks, coalesce(to_char(wakes_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS'), '-'), is_finished::text) from jsjb.errand where key = case_id", Ct);
}
