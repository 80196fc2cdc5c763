using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Migration;
using JieSuJiBan.Engine.Replay;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Runtime.Tests.Setup;
using JieSuJiBan.Testing;
using JieSuJiBan.Workflows.Migration;
using NodaTime;

namespace JieSuJiBan.Runtime.Tests;

public sealed class When_cases_move_to_another_version(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>As version 1, with another last task.</summary>
    private static WorkflowDefinition Second { get; } = Version(2, Errand.Definition.ToJson().Replace("\"second\" } } }", "\"another\" } } }", StringComparison.Ordinal));

    /// <summary>As version 1, without the wait.</summary>
    private static WorkflowDefinition Third { get; } = Version(3, Errand.Definition.ToJson().Replace("\"id\": \"wait\"", "\"id\": \"pause\"", StringComparison.Ordinal));

    [Fact]
    public async Task Timers_fire_at_their_instant_the_new_path_is_taken_and_the_journal_verifies()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        var (caseId, _) = await node.StartErrandAsync(Ct);
        await node.CompleteAsync(caseId, Ct);
        var dueAt = await node.QueryAsync<Instant>("select due_at from jsjb.timer", Ct);
        node.Clock.Advance(Duration.FromMinutes(20));
        Assert.Null(await node.Catalog.PublishAsync(Second, node.Clock.Now, "test", Ct));

        var commandId = Guid.NewGuid();
        Assert.IsType<CommandResult.Accepted>(await node.SendAsync(caseId, Migrate(Second), Ct, commandId));
        Assert.True(Assert.IsType<CommandResult.Accepted>(await node.SendAsync(caseId, Migrate(Second), Ct, commandId)).Repeated);

        Assert.Equal(dueAt, await node.QueryAsync<Instant>("select due_at from jsjb.timer", Ct));
        Assert.Equal(Second.Hash, await node.QueryAsync<string>("select definition_hash from jsjb.case_state", Ct));
        node.Clock.Advance(Duration.FromMinutes(40) - Duration.FromTicks(10));
        Assert.Equal(0, await node.Sweeper.SweepAsync(ct: Ct));
        node.Clock.Advance(Duration.FromTicks(10));
        Assert.Equal(1, await node.Sweeper.SweepAsync(ct: Ct));
        Assert.Equal("another", (await node.Cases.StateAsync(caseId, Ct))!.Tasks.Single().Kind);
        await node.CompleteAsync(caseId, Ct);
        Assert.True((await node.Cases.StateAsync(caseId, Ct))!.IsClosed);

        Assert.Empty((await node.Verifier.VerifyAsync(caseId, Ct)).Findings);
        var entries = (await node.Journal.ReadAsync(caseId, ct: Ct)).Select(stored => stored.Entry);
        Assert.Empty(Replayer.Verify(entries, node.Get<WorkflowEngine>(), node.Catalog.Definitions.ByHash, node.Catalog.PolicyByHash));
    }

    [Fact]
    public async Task An_open_task_keeps_its_id_and_its_row()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        var (caseId, _) = await node.StartErrandAsync(Ct);
        var taskId = await node.OpenTaskAsync(caseId, Ct);
        Assert.Null(await node.Catalog.PublishAsync(Second, node.Clock.Now, "test", Ct));
        Assert.IsType<CommandResult.Accepted>(await node.SendAsync(caseId, Migrate(Second), Ct));
        Assert.Equal(taskId, await node.QueryAsync<string>("select task_id from jsjb.task where status = 'open'", Ct));
        Assert.IsType<CommandResult.Accepted>(await node.CompleteAsync(caseId, Ct));
    }

    [Fact]
    public async Task A_node_that_does_not_know_the_target_yet_learns_it()
    {
        await using var one = await Node.StartAsync(postgres, Ct);
        await using var other = await one.AnotherAsync(Ct);
        var (caseId, _) = await one.StartErrandAsync(Ct);
        Assert.Null(await one.Catalog.PublishAsync(Second, one.Clock.Now, "test", Ct));
        Assert.IsType<CommandResult.Accepted>(await other.SendAsync(caseId, Migrate(Second), Ct));
    }

    [Fact]
    public async Task A_report_goes_through_all_open_cases_of_the_version_and_what_it_says_comes_true()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        for (var i = 0; i < 5; i++)
        {
            var (caseId, _) = await node.StartErrandAsync(Ct);
            if (i < 3) await node.CompleteAsync(caseId, Ct);
            if (i == 0) await node.SendAsync(caseId, new CancelCase("enough"), Ct);
        }

        Assert.Null(await node.Catalog.PublishAsync(Third, node.Clock.Now, "test", Ct));
        var report = new MigrationReport(maxRows: 3);
        await foreach (var state in node.Get<OpenCases>().OfDefinitionAsync(Errand.Definition.Hash, Guid.Empty, Ct))
        {
            report.Add(state, node.Get<WorkflowEngine>().PlanMigration(node.Catalog.Definitions, state, Migrate(Third)));
        }

        Assert.Equal(new MigrationCounts(0, 2, 2), report.Counts);
        Assert.Equal(("migration.placeGone", "wait", 2), (report.Obstacles.Single().Block.Code, report.Obstacles.Single().Block.ActivityId, report.Obstacles.Single().Cases));
        Assert.Equal([MigrationVerdict.Blocked, MigrationVerdict.Blocked, MigrationVerdict.Mappable], report.Rows.Select(row => row.Verdict));
        Assert.True(report.IsCut);
        foreach (var row in report.Rows)
        {
            var answer = await node.SendAsync(row.CaseId, Migrate(Third), Ct);
            Assert.Equal(row.Verdict == MigrationVerdict.Blocked, answer is CommandResult.Refused { Rejection.Code: "migration.blocked" });
        }
    }

    [Fact]
    public async Task Open_cases_of_a_version_are_found_by_index()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        await node.StartErrandAsync(Ct);
        // Among many versions, so that there is something to choose: another index holds all cases under way by their ids.
        await node.QueryAsync<string>(
            """
            do $$
            declare stored text;
            begin
                select string_agg(quote_ident(column_name), ', ') into stored from information_schema.columns
                where table_schema = 'jsjb' and table_name = 'case_state' and is_generated = 'NEVER';
                execute format('insert into jsjb.case_state (%1$s) select %1$s from (
                    select (jsonb_populate_record(one, jsonb_build_object(''case_id'', gen_random_uuid(), ''definition_hash'', case when mod(i, 5) = 0 then ''x'' else mod(i, 5)::text end))).*
                    from jsjb.case_state one, generate_series(1, 5000) i) copies', stored);
            end $$;
            analyze jsjb.case_state;
            select 'ready'
            """, Ct);
        var plan = await node.QueryAsync<string>(
            "set enable_seqscan = off; explain (format json) select state from jsjb.case_state where definition_hash = 'x' and case_id > '00000000-0000-0000-0000-000000000000' and (status = 'Running' or sub_status = 'Faulted') order by case_id limit 200", Ct);
        Assert.True(plan.Contains("case_state_open", StringComparison.Ordinal), plan);
        Assert.DoesNotContain("\"Sort\"", plan, StringComparison.Ordinal);
    }

    private static MigrateCase Migrate(WorkflowDefinition target) => new(Errand.Definition.Hash, target.Hash, Value.EmptyObject, Value.EmptyObject);

    private static WorkflowDefinition Version(int version, string json) => WorkflowDefinition.Read(
        json.Replace("errand-v1", $"errand-v{version}", StringComparison.Ordinal).Replace("\"version\": 1, \"isLatest\"", $"\"version\": {version}, \"isLatest\"", StringComparison.Ordinal)).Definition!;
}
