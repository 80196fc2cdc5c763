using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Migration;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Runtime.MigrationImpact;
using JieSuJiBan.Runtime.Inbox;
using JieSuJiBan.Runtime.Tests.Setup;
using JieSuJiBan.Testing;
using NodaTime;

namespace JieSuJiBan.Runtime.Tests;

/// <summary>Reports about the cases under way, and moves that follow them, on a real database.</summary>
public sealed class When_running_cases_are_surveyed(PostgresFixture postgres)
{
    private static readonly Viewer Administrator = new("tang", [RoleNames.PolicyAdministrator], null);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>As version 1, with another place instead of the wait.</summary>
    private static WorkflowDefinition Third { get; } = WorkflowDefinition.Read(Errand.Definition.ToJson()
        .Replace("\"id\": \"wait\"", "\"id\": \"pause\"", StringComparison.Ordinal)
        .Replace("errand-v1", "errand-v3", StringComparison.Ordinal)
        .Replace("\"version\": 1, \"isLatest\"", "\"version\": 3, \"isLatest\"", StringComparison.Ordinal)).Definition!;

    [Fact]
    public async Task Every_open_case_is_counted_once_listed_with_its_reason_and_stays_as_it_was()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        var caseIds = await ErrandsAsync(node, 7);
        await node.SendAsync(caseIds[0], new CancelCase("enough"), Ct);
        foreach (var caseId in caseIds.Skip(1).Take(2)) await node.CompleteAsync(caseId, Ct);
        var (reports, survey) = (node.Get<MigrationImpactStore>(), node.Get<MigrationImpactSurvey>());

        // The target is a draft: nobody has published it.
        var report = await reports.CreateAsync(Third, (Guid.NewGuid(), 1), "tang", Ct);
        Assert.Equal(report.ReportId, (await reports.CreateAsync(Third, (Guid.NewGuid(), 1), "he", Ct)).ReportId);
        await survey.RunAsync(report.ReportId, Ct);

        report = (await reports.FindAsync(report.ReportId, Ct))!;
        Assert.Equal((MigrationImpactState.Done, 6L, 6L), (report.State, report.Total, report.Seen));
        Assert.Equal([(MigrationVerdict.Mappable, 4L), (MigrationVerdict.Blocked, 2L)], (await reports.CountsAsync(report.ReportId, Ct)).Select(count => (count.Verdict, count.Cases)).Order());
        Assert.Equal(("migration.placeGone", "wait", 2L), (await reports.ObstaclesAsync(report.ReportId, Ct)).Select(obstacle => (obstacle.Code, obstacle.ActivityId, obstacle.Cases)).Single());
        var first = await reports.RowsAsync(report.ReportId, new() { Size = 4 }, Administrator, Ct);
        var second = await reports.RowsAsync(report.ReportId, new() { Size = 4, After = first.NextCursor }, Administrator, Ct);
        Assert.Equal(["blocked", "blocked", "mappable", "mappable", "mappable", "mappable"], first.Items.Concat(second.Items).Select(row => row.Verdict.ToString().ToLowerInvariant()));
        Assert.Equal(caseIds.Skip(1).Select(caseId => caseId.Value).Order(), first.Items.Concat(second.Items).Select(row => row.CaseId).Order());
        Assert.Null(second.NextCursor);
        Assert.Contains("请", Assert.Single(first.Items[0].Blocks).Chinese, StringComparison.Ordinal);
        Assert.Equal("wait", first.Items[0].Blocks[0].ActivityId);
        Assert.Empty((await reports.RowsAsync(report.ReportId, new() { Verdict = MigrationVerdict.Same }, Administrator, Ct)).Items);
        Assert.Equal(2, (await reports.RowsAsync(report.ReportId, new() { Verdict = MigrationVerdict.Blocked, Status = "", Unit = "" }, Administrator, Ct)).Items.Count);
        Assert.Equal(Errand.Definition.Hash, (await node.Cases.StateAsync(caseIds[3], Ct))!.Root!.DefinitionHash);

        // A unit's own account sees no case in which the unit has no part.
        Assert.Empty((await reports.RowsAsync(report.ReportId, new(), new("zhang", [RoleNames.PolicyAdministrator], "110105026"), Ct)).Items);
    }

    [Fact]
    public async Task Child_workflows_count_where_their_definition_is_the_one_that_changes()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        await Whistling.PublishAsync(node, Ct);
        var caseId = await Whistling.BlowAsync(node, Ct, "110105901");
        var old = node.Catalog.Definitions.Published("whistle", node.Clock.Now)!;
        var next = WorkflowDefinition.Read(System.Text.RegularExpressions.Regex.Replace(old.ToJson(), "\"version\": ?1,(?=\\s*\"(toolVersion|isLatest))", "\"version\": 2,")).Definition!;
        Assert.Equal((2, true), (next.Version, next.Hash != old.Hash));
        Assert.Null(await node.Catalog.PublishAsync(next, node.Clock.Now, "test", Ct));
        Assert.Equal(old.Hash, await node.QueryAsync<string>("select child_hashes[1] from jsjb.case_state", Ct));
        var (reports, moves) = (node.Get<MigrationImpactStore>(), node.Get<MigrationBatches>());

        var report = await reports.CreateAsync(next, null, "tang", Ct);
        await node.Get<MigrationImpactSurvey>().RunAsync(report.ReportId, Ct);

        var row = Assert.Single((await reports.RowsAsync(report.ReportId, new(), Administrator, Ct)).Items);
        Assert.Equal((caseId.Value, old.Hash, MigrationVerdict.Same), (row.CaseId, row.FromHash, row.Verdict));
        Assert.NotNull(row.Number);
        var batchId = (await moves.CreateAsync((await reports.FindAsync(report.ReportId, Ct))!, new(), null, "tang", Ct))!.Value;
        await moves.RunAsync(batchId, Ct);
        Assert.Equal(1, (await moves.FindAsync(batchId, Ct))!.Moved);
        var state = (await node.Cases.StateAsync(caseId, Ct))!;
        Assert.Equal(("whistling", next.Hash), (state.Root!.DefinitionId, state.Instances.Single(instance => instance.DefinitionId == "whistle").DefinitionHash));
        Assert.Equal(next.Hash, await node.QueryAsync<string>("select child_hashes[1] from jsjb.case_state", Ct));
    }

    [Fact]
    public async Task One_host_at_a_time_works_and_another_goes_on_where_it_died()
    {
        await using var one = await Node.StartAsync(postgres, Ct);
        await using var other = await one.AnotherAsync(Ct);
        await ErrandsAsync(one, 250);
        Assert.Null(await one.Catalog.PublishAsync(Third, one.Clock.Now, "test", Ct));
        var reports = one.Get<MigrationImpactStore>();
        var report = await reports.CreateAsync(Third, null, "tang", Ct);

        // A host that has died holds the claim a while: nobody else begins, and then somebody does.
        await one.ExecuteAsync("update jsjb.flight_report set worker = gen_random_uuid(), lease_until = now() + interval '1 minute'", Ct);
        await other.Get<MigrationImpactSurvey>().RunAsync(report.ReportId, Ct);
        Assert.Equal(0, (await reports.FindAsync(report.ReportId, Ct))!.Seen);
        Assert.Empty(await other.Get<MigrationImpactSurvey>().AbandonedAsync(Ct));
        await one.ExecuteAsync("update jsjb.flight_report set lease_until = now() - interval '1 second'", Ct);
        Assert.Equal(report.ReportId, Assert.Single(await other.Get<MigrationImpactSurvey>().AbandonedAsync(Ct)));
        await Task.WhenAll(one.Get<MigrationImpactSurvey>().RunAsync(report.ReportId, Ct), other.Get<MigrationImpactSurvey>().RunAsync(report.ReportId, Ct));
        report = (await reports.FindAsync(report.ReportId, Ct))!;
        Assert.Equal((MigrationImpactState.Done, 250L, 250L), (report.State, report.Total, report.Seen));
        Assert.Equal(250, (await reports.CountsAsync(report.ReportId, Ct)).Sum(count => count.Cases));

        var (here, there) = (one.Get<MigrationBatches>(), other.Get<MigrationBatches>());
        var batchId = (await here.CreateAsync(report, new(), null, "tang", Ct))!.Value;
        await Task.WhenAll(here.RunAsync(batchId, Ct), there.RunAsync(batchId, Ct), there.RunAsync(batchId, Ct));
        var batch = (await here.FindAsync(batchId, Ct))!;
        Assert.Equal(("done", 250L, 250L, 0L), (batch.State, batch.Total, batch.Moved, batch.Refused + batch.Changed));
        Assert.Equal(250, await one.QueryAsync<long>("select count(*) from jsjb.journal where input_kind = 'MigrateCase'", Ct));
    }

    [Fact]
    public async Task Whoever_completes_a_task_meanwhile_wins_or_loses_cleanly_and_the_record_says_so()
    {
        await using var one = await Node.StartAsync(postgres, Ct);
        await using var other = await one.AnotherAsync(Ct);
        var caseIds = await ErrandsAsync(one, 60);
        Assert.Null(await one.Catalog.PublishAsync(Third, one.Clock.Now, "test", Ct));
        var reports = one.Get<MigrationImpactStore>();
        var report = await reports.CreateAsync(Third, null, "tang", Ct);
        await one.Get<MigrationImpactSurvey>().RunAsync(report.ReportId, Ct);
        report = (await reports.FindAsync(report.ReportId, Ct))!;
        var moves = one.Get<MigrationBatches>();
        var tasks = new List<(CaseId CaseId, string TaskId)>();
        foreach (var caseId in caseIds) tasks.Add((caseId, await other.OpenTaskAsync(caseId, Ct)));

        // Each case stands where both versions can go on; a task later it stands where the new version has no place for it.
        var batchId = (await moves.CreateAsync(report, new() { Verdict = MigrationVerdict.Mappable }, null, "tang", Ct))!.Value;
        var moving = moves.RunAsync(batchId, Ct);
        var completed = await Task.WhenAll(tasks.AsEnumerable().Reverse().Select(task => other.SendAsync(task.CaseId, new CompleteTask(task.TaskId, null, Engine.Values.Value.EmptyObject), Ct)));
        await moving;

        Assert.All(completed, answer => Assert.IsType<CommandResult.Accepted>(answer));
        var items = await moves.ItemsAsync(batchId, Administrator, ct: Ct);
        Assert.Equal(60, items.Count);
        foreach (var item in items)
        {
            var state = (await one.Cases.StateAsync(new(item.CaseId), Ct))!;
            Assert.Equal(item.State == "moved" ? Third.Hash : Errand.Definition.Hash, state.Root!.DefinitionHash);
            Assert.Equal("moved" == item.State ? (null, null) : ("migration.blocked", "changed"), item.State == "moved" ? (item.Code, null) : (item.Code, item.State));
            Assert.Contains(item.State == "moved" ? "pause" : "wait", state.Activities.Select(activity => activity.ActivityId));
            Assert.Empty((await one.Verifier.VerifyAsync(new(item.CaseId), Ct)).Findings);
        }

        var batch = (await moves.FindAsync(batchId, Ct))!;
        Assert.Equal((items.Count(item => item.State == "moved"), items.Count(item => item.State == "changed")), ((int)batch.Moved, (int)batch.Changed));
        Assert.All(items.Where(item => item.State == "changed"), item => Assert.Contains("请", item.Chinese!, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_report_can_be_stopped_and_a_batch_given_up()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        var caseIds = await ErrandsAsync(node, 3);
        Assert.Null(await node.Catalog.PublishAsync(Third, node.Clock.Now, "test", Ct));
        var (reports, moves) = (node.Get<MigrationImpactStore>(), node.Get<MigrationBatches>());
        var report = await reports.CreateAsync(Third, null, "tang", Ct);
        Assert.True(await reports.CancelAsync(report.ReportId, Ct));
        Assert.False(await reports.CancelAsync(report.ReportId, Ct));
        await node.Get<MigrationImpactSurvey>().RunAsync(report.ReportId, Ct);
        Assert.Equal((MigrationImpactState.Cancelled, 0L), ((await reports.FindAsync(report.ReportId, Ct))!.State, (await reports.FindAsync(report.ReportId, Ct))!.Seen));
        Assert.Null(await moves.CreateAsync(report, new(), null, "tang", Ct));

        node.Clock.Advance(Duration.FromMinutes(1));
        report = await reports.CreateAsync(Third, null, "tang", Ct);
        await node.Get<MigrationImpactSurvey>().RunAsync(report.ReportId, Ct);
        var batchId = (await moves.CreateAsync(report, new(), [caseIds[0].Value, caseIds[1].Value], "tang", Ct))!.Value;
        Assert.True(await moves.SetAsync(batchId, isPaused: true, "tang", Ct));
        Assert.True(await moves.CancelAsync(batchId, "he", Ct));
        Assert.False(await moves.CancelAsync(batchId, "he", Ct));
        await moves.RunAsync(batchId, Ct);
        var batch = (await moves.FindAsync(batchId, Ct))!;
        Assert.Equal(("cancelled", 2L, 0L, 2L), (batch.State, batch.Total, batch.Moved, batch.Pending));
        Assert.All(await moves.ItemsAsync(batchId, Administrator, ct: Ct), item => Assert.Equal("cancelled", item.State));
        Assert.Equal(Errand.Definition.Hash, (await node.Cases.StateAsync(caseIds[0], Ct))!.Root!.DefinitionHash);
    }

    [Fact]
    public async Task Old_reports_of_a_definition_go_when_new_ones_begin()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        await ErrandsAsync(node, 1);
        var reports = node.Get<MigrationImpactStore>();
        for (var at = 0; at < MigrationImpactStore.Kept + 3; at++)
        {
            node.Clock.Advance(Duration.FromMinutes(1));
            var report = await reports.CreateAsync(Third, (Guid.NewGuid(), 1), "tang", Ct);
            await node.Get<MigrationImpactSurvey>().RunAsync(report.ReportId, Ct);
        }

        Assert.Equal(MigrationImpactStore.Kept, (await reports.OfDefinitionAsync("errand", Ct)).Count);
        Assert.Equal(MigrationImpactStore.Kept, await node.QueryAsync<long>("select count(*) from jsjb.flight_row", Ct));
    }

    private static async Task<List<CaseId>> ErrandsAsync(Node node, int count)
    {
        var started = await Task.WhenAll(Enumerable.Range(0, count).Select(_ => node.StartErrandAsync(Ct)));
        return [.. started.Select(one => one.CaseId)];
    }
}
