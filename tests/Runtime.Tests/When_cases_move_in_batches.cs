using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Runtime.MigrationImpact;
using JieSuJiBan.Runtime.Inbox;
using JieSuJiBan.Runtime.Tests.Setup;
using JieSuJiBan.Testing;

namespace JieSuJiBan.Runtime.Tests;

public sealed class When_cases_move_in_batches(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_case_moves_once_or_says_why_it_stays()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        var moves = node.Get<MigrationBatches>();
        var chosen = new List<(Guid, string)>();
        for (var at = 0; at < 4; at++) chosen.Add(((await node.StartErrandAsync(Ct)).CaseId.Value, Errand.Definition.Hash));
        var next = WorkflowDefinition.Read(Errand.Definition.ToJson().Replace("\"version\": 1, \"isLatest\"", "\"version\": 2, \"isLatest\"", StringComparison.Ordinal)).Definition!;
        Assert.Null(await node.Catalog.PublishAsync(next, node.Clock.Now, "test", Ct));

        // One case runs to its end before its turn comes: it is refused, and the others move.
        var over = new Engine.State.CaseId(chosen[3].Item1);
        await node.SendAsync(over, new Engine.Inputs.CancelCase("test"), Ct);
        var batchId = await moves.CreateAsync("errand", next.Hash, chosen, "tang", Ct);
        Assert.True(await moves.SetAsync(batchId, isPaused: true, "tang", Ct));
        await moves.RunAsync(batchId, Ct);
        Assert.Equal(("paused", 4L), ((await moves.FindAsync(batchId, Ct))!.State, (await moves.FindAsync(batchId, Ct))!.Pending));

        Assert.True(await moves.SetAsync(batchId, isPaused: false, "tang", Ct));
        await Task.WhenAll(moves.RunAsync(batchId, Ct), moves.RunAsync(batchId, Ct));

        var batch = (await moves.FindAsync(batchId, Ct))!;
        Assert.Equal(("done", 0L, 3L, 0L, 1L), (batch.State, batch.Pending, batch.Moved, batch.Refused, batch.Changed));
        var administrator = new Viewer("tang", [RoleNames.PolicyAdministrator], null);
        Assert.NotNull(Assert.Single(await moves.ItemsAsync(batchId, administrator, ["changed"], ct: Ct)).Chinese);
        Assert.Equal(3, (await moves.ItemsAsync(batchId, administrator, ["moved"], ct: Ct)).Count);
        foreach (var (caseId, _) in chosen.Take(3)) Assert.Equal(next.Hash, (await node.Cases.StateAsync(new(caseId), Ct))!.Root!.DefinitionHash);
        Assert.False(await moves.SetAsync(batchId, isPaused: true, "tang", Ct));
        Assert.Equal(batchId, Assert.Single(await moves.OfDefinitionAsync("errand", Ct)).BatchId);
    }
}
