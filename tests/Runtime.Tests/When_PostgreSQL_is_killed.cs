using System.Collections.Concurrent;
using System.Diagnostics;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.EmbeddedPostgres;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Runtime.Schema;
using JieSuJiBan.Runtime.Tests.Setup;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using Npgsql;

namespace JieSuJiBan.Runtime.Tests;

/// <summary>kill -9 of the server itself; the long run is in benchmarks.</summary>
public sealed class When_PostgreSQL_is_killed
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_acknowledged_command_is_in_the_journal_exactly_once_and_no_task_or_timer_is_lost()
    {
        var directory = Path.Combine(Path.GetTempPath(), $"jsjb-kill-{Guid.NewGuid():N}");
        try
        {
            await using var server = await EmbeddedPostgresServer.StartAsync(new EmbeddedPostgresOptions { DataDirectory = directory }, NullLogger.Instance, Ct);
            await server.EnsureDatabaseAsync("kill", Ct);
            var connectionString = server.ConnectionString("kill");
            await using (var owner = Database.Source(server.OwnerConnectionString("kill")))
            {
                await DatabaseMigrator.MigrateAsync(owner, Ct);
                await DatabaseMigrator.GrantAsync(owner, new NpgsqlConnectionStringBuilder(server.ServiceConnectionString("kill")).Username!, Ct);
            }

            await using var node = await Node.StartAsync(connectionString, server.ServiceConnectionString("kill"), new(Instant.FromUtc(2026, 3, 2, 1, 0)), Ct);
            Assert.Null(await node.Catalog.PublishAsync(Errand.Definition, node.Clock.Now, "test", Ct));
            Assert.NotNull((await node.Catalog.PublishPolicyAsync(Pack.Policies(), node.Clock.Now, "test", Ct)).Policy);

            using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
            var acknowledged = new ConcurrentBag<Guid>();
            var clients = Enumerable.Range(0, 32).Select(_ => Task.Run(() => ClientAsync(node, acknowledged, stop.Token), Ct)).ToList();
            for (var kill = 0; kill < 2; kill++)
            {
                await UntilMoreAsync(acknowledged, 100);
                using var process = Process.GetProcessById(server.ProcessId);
                process.Kill();
                await process.WaitForExitAsync(Ct);
            }

            await UntilMoreAsync(acknowledged, 100);
            await stop.CancelAsync();
            await Task.WhenAll(clients);

            var journalled = new List<Guid>();
            await using (var command = node.DataSource.CreateCommand("select command_id from jsjb.journal"))
            await using (var reader = await command.ExecuteReaderAsync(Ct))
            {
                while (await reader.ReadAsync(Ct)) journalled.Add(reader.GetGuid(0));
            }

            Assert.Equal(journalled.Count, journalled.Distinct().Count());
            Assert.Empty(acknowledged.Except(journalled));
            Assert.Equal(0L, await Projections.DifferencesAsync(node, Ct));
            await foreach (var report in node.Verifier.VerifyAllAsync(ct: Ct)) Assert.Empty(report.Findings);
        }
        finally
        {
            if (Directory.Exists(directory)) Directory.Delete(directory, recursive: true);
        }
    }

    /// <summary>Starts an errand and completes its task, again and again; what is not answered is sent again under the same id.</summary>
    private static async Task ClientAsync(Node node, ConcurrentBag<Guid> acknowledged, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var caseId = CaseRuntime.NewCaseId(node.Clock.Now);
            await SendAsync(new StartCase(Errand.Definition.Hash, Value.EmptyObject));
            if ((await RetryAsync(() => node.Cases.StateAsync(caseId, Ct)))?.Tasks.FirstOrDefault() is { } task) await SendAsync(new CompleteTask(task.Id, null, Value.EmptyObject));

            async Task SendAsync(Input input)
            {
                var commandId = Guid.NewGuid();
                if (await RetryAsync(() => node.SendAsync(caseId, input, Ct, commandId)) is CommandResult.Accepted) acknowledged.Add(commandId);
            }
        }

        async Task<T?> RetryAsync<T>(Func<Task<T>> ask)
        {
            while (!stop.IsCancellationRequested)
            {
                try
                {
                    if (await ask() is var answer and not CommandResult.Unknown) return answer;
                }
                catch (Npgsql.NpgsqlException)
                {
                    // The database is away; the pause below.
                }

                await Task.Delay(50, CancellationToken.None);
            }

            return default;
        }
    }

    private static async Task UntilMoreAsync(ConcurrentBag<Guid> acknowledged, int more)
    {
        var goal = acknowledged.Count + more;
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (acknowledged.Count < goal) await timer.WaitForNextTickAsync(Ct);
    }
}
