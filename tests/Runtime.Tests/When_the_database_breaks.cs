using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Runtime.Commit;
using JieSuJiBan.Runtime.Sql;
using JieSuJiBan.Runtime.Tests.Setup;
using JieSuJiBan.Testing;
using NodaTime;
using Npgsql;

namespace JieSuJiBan.Runtime.Tests;

public sealed class When_the_database_breaks(PostgresFixture postgres)
{
    private const string Writers = "from pg_stat_activity where datname = current_database() and application_name = 'jsjb commit'";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_backend_killed_in_the_middle_of_a_commit_leaves_nothing_and_the_step_is_sent_again()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        var (caseId, _) = await node.StartErrandAsync(Ct);
        await using var holder = await node.DataSource.OpenConnectionAsync(Ct);
        await using var holding = await holder.BeginTransactionAsync(Ct);
        await using (var hold = new NpgsqlCommand("select from jsjb.case_state for update", holder)) await hold.ExecuteNonQueryAsync(Ct);

        var completing = node.CompleteAsync(caseId, Ct);
        await UntilAsync(node, $"select count(*) = 1 {Writers} and wait_event_type = 'Lock'");
        await node.ExecuteAsync($"select pg_terminate_backend(pid) {Writers} and wait_event_type = 'Lock'", Ct);
        await UntilAsync(node, $"select count(*) = 1 {Writers} and wait_event_type = 'Lock'");
        Assert.Equal(1L, await node.QueryAsync<long>("select count(*) from jsjb.journal", Ct));
        await holding.RollbackAsync(Ct);

        Assert.IsType<CommandResult.Accepted>(await completing);
        Assert.Equal(2L, await node.QueryAsync<long>("select count(*) from jsjb.journal", Ct));
        Assert.Equal(1L, await node.QueryAsync<long>("select count(*) from jsjb.timer", Ct));
        Assert.Empty((await node.Verifier.VerifyAsync(caseId, Ct)).Findings);
    }

    [Fact]
    public async Task While_backends_are_killed_at_random_every_acknowledged_command_is_written_exactly_once()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var killed = new StrongBox<int>();
        var killing = KillAsync(node, killed, stop.Token);
        var acknowledged = new ConcurrentBag<(Guid CommandId, CaseId CaseId)>();
        await Parallel.ForEachAsync(Enumerable.Range(0, 32), new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = Ct }, async (_, ct) =>
        {
            // Until enough writers died in the middle of their work, however quick the machine is.
            while (Volatile.Read(ref killed.Value) < 3 || acknowledged.Count < 300) acknowledged.Add(await InsistAsync(node, ct));
        });
        await stop.CancelAsync();
        await killing;

        Assert.Equal(acknowledged.Count, await node.QueryAsync<long>("select count(*) from jsjb.journal", Ct));
        Assert.Equal(acknowledged.Count, await node.QueryAsync<long>("select count(*) from jsjb.task", Ct));
        foreach (var (commandId, caseId) in acknowledged)
        {
            Assert.Equal(caseId.Value, await node.QueryAsync<Guid>("select case_id from jsjb.journal where command_id = $1", Ct, commandId));
        }
    }

    [Fact]
    public async Task An_unreachable_database_is_said_with_what_to_do_and_the_pipeline_recovers()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        var (caseId, _) = await node.StartErrandAsync(Ct);
        var taskId = await node.OpenTaskAsync(caseId, Ct);
        var name = new NpgsqlConnectionStringBuilder(node.ConnectionString).Database;
        var administration = new NpgsqlConnectionStringBuilder(node.ConnectionString) { Database = "postgres", Pooling = false }.ConnectionString;
        await using var administrator = new NpgsqlConnection(administration);
        await administrator.OpenAsync(Ct);
        async Task AdministerAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, administrator);
            await command.ExecuteNonQueryAsync(Ct);
        }

        var commandId = Guid.NewGuid();
        await AdministerAsync($"alter database \"{name}\" allow_connections false");
        await AdministerAsync($"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'");
        // Unknown by the writer that was connected, known to be nothing by one that was not.
        Exception outage;
        try
        {
            outage = Assert.IsType<CommandResult.Unknown>(await node.SendAsync(caseId, new CompleteTask(taskId, null, Value.EmptyObject), Ct, commandId)).Cause;
        }
        catch (NothingWrittenException nothing)
        {
            outage = nothing;
        }

        Assert.Contains("同一命令编号", outage.Message, StringComparison.Ordinal);
        await AdministerAsync($"alter database \"{name}\" allow_connections true");

        Assert.IsType<CommandResult.Accepted>(await node.SendAsync(caseId, new CompleteTask(taskId, null, Value.EmptyObject), Ct, commandId));
        Assert.Equal(2L, await node.QueryAsync<long>("select count(*) from jsjb.journal", Ct));
    }

    [Fact]
    public async Task A_database_that_takes_no_writes_is_said_to_have_written_nothing_and_the_pipeline_recovers()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        var (caseId, _) = await node.StartErrandAsync(Ct);
        var commandId = Guid.NewGuid();
        await AdministerAsync(node, "alter database \"{0}\" set default_transaction_read_only = on", "select pg_terminate_backend(pid) from pg_stat_activity where datname = '{0}' and application_name = 'jsjb commit'");

        var taskId = await node.OpenTaskAsync(caseId, Ct);
        var refused = await Assert.ThrowsAsync<NothingWrittenException>(() => node.SendAsync(caseId, new CompleteTask(taskId, null, Value.EmptyObject), Ct, commandId));

        Assert.Equal(PostgresErrorCodes.ReadOnlySqlTransaction, Assert.IsType<PostgresException>(refused.InnerException).SqlState);
        Assert.NotNull(node.Get<CommitPipeline>().Refusal(TimeSpan.FromMinutes(10)));
        await AdministerAsync(node, "alter database \"{0}\" reset default_transaction_read_only");
        Assert.IsType<CommandResult.Accepted>(await node.SendAsync(caseId, new CompleteTask(taskId, null, Value.EmptyObject), Ct, commandId));
        Assert.Null(node.Get<CommitPipeline>().Refusal(TimeSpan.FromMinutes(10)));
        Assert.Equal(2L, await node.QueryAsync<long>("select count(*) from jsjb.journal", Ct));
    }

    [Fact]
    public async Task A_command_that_never_reached_the_database_is_known_to_have_written_nothing_unless_it_was_sent_before()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        var (caseId, _) = await node.StartErrandAsync(Ct);
        var taskId = await node.OpenTaskAsync(caseId, Ct);
        var (sent, fresh) = (Guid.NewGuid(), Guid.NewGuid());
        await using var holder = await node.DataSource.OpenConnectionAsync(Ct);
        await using var holding = await holder.BeginTransactionAsync(Ct);
        await using (var hold = new NpgsqlCommand("select from jsjb.case_state for update", holder)) await hold.ExecuteNonQueryAsync(Ct);

        var underWay = node.SendAsync(caseId, new CompleteTask(taskId, null, Value.EmptyObject), Ct, sent);
        await UntilAsync(node, $"select count(*) = 1 {Writers} and wait_event_type = 'Lock'");
        // Whoever holds the row stays: were it let go first, the commit could still get through.
        await AdministerAsync(node, "alter database \"{0}\" allow_connections false", $"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{{0}}' and pid <> {holder.ProcessID}");

        Assert.IsType<CommandResult.Unknown>(await underWay);
        await Assert.ThrowsAsync<NothingWrittenException>(() => node.SendAsync(caseId, new CompleteTask(taskId, null, Value.EmptyObject), Ct, fresh));
        Assert.IsType<CommandResult.Unknown>(await node.SendAsync(caseId, new CompleteTask(taskId, null, Value.EmptyObject), Ct, sent));
    }

    [Fact]
    public async Task One_unit_that_the_database_refuses_does_not_harm_the_others_of_its_group()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        var pipeline = node.Get<CommitPipeline>();
        var units = Enumerable.Range(0, 20).Select(i => Unit(node.Clock.Now, i == 7 ? "nonsense" : "open")).ToList();

        var commits = units.Select(unit => pipeline.CommitAsync(unit, Ct)).ToList();

        for (var i = 0; i < commits.Count; i++)
        {
            if (i == 7) Assert.Equal(PostgresErrorCodes.CheckViolation, (await Assert.ThrowsAsync<PostgresException>(() => commits[7])).SqlState);
            else Assert.Equal(CommitOutcome.Won, await commits[i]);
        }

        Assert.Equal(19L, await node.QueryAsync<long>("select count(*) from jsjb.case_state", Ct));
    }

    [Fact]
    public async Task Two_units_that_start_one_case_have_one_winner()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        var pipeline = node.Get<CommitPipeline>();
        var first = Unit(node.Clock.Now, "open");
        var second = Unit(node.Clock.Now, "open", first.CaseId);

        var outcomes = await Task.WhenAll(pipeline.CommitAsync(first, Ct), pipeline.CommitAsync(second, Ct));

        Assert.Equal([CommitOutcome.Lost, CommitOutcome.Won], outcomes.Order());
        Assert.Equal(1L, await node.QueryAsync<long>("select count(*) from jsjb.task", Ct));
    }

    private static async Task AdministerAsync(Node node, params string[] statements)
    {
        var settings = new NpgsqlConnectionStringBuilder(node.ConnectionString);
        var name = settings.Database;
        settings.Database = "postgres";
        settings.Pooling = false;
        await using var administrator = new NpgsqlConnection(settings.ConnectionString);
        await administrator.OpenAsync(Ct);
        foreach (var statement in statements)
        {
            await using var command = new NpgsqlCommand(statement.Replace("{0}", name, StringComparison.Ordinal), administrator);
            await command.ExecuteNonQueryAsync(Ct);
        }
    }

    private static CaseWrite Unit(Instant at, string taskStatus, Guid? caseId = null)
    {
        var unit = new CaseWrite
        {
            CaseId = caseId ?? Guid.CreateVersion7(),
            Expected = 0,
            Version = 1,
            DefinitionId = "d",
            DefinitionHash = "h",
            Status = "Running",
            SubStatus = "Suspended",
            State = [1],
            LastHash = new byte[32],
            Seal = new byte[32],
            UpdatedAt = at,
        };
        unit.Commands.Add(new(Guid.NewGuid(), new byte[32], "{}", at));
        unit.TasksOpened.Add(new(Guid.NewGuid().ToString(), "k", "标题\0\ud800", "r", null, null, at, null, "{}", taskStatus, null, null, null));
        return unit;
    }

    /// <summary>Starts an errand, and sends the same command again while its outcome is unknown.</summary>
    private static async Task<(Guid CommandId, CaseId CaseId)> InsistAsync(Node node, CancellationToken ct)
    {
        var commandId = Guid.NewGuid();
        while (true)
        {
            try
            {
                var (caseId, answer) = await node.StartErrandAsync(ct, commandId);
                if (answer is CommandResult.Accepted) return (commandId, caseId);
            }
            catch (NpgsqlException)
            {
                await Task.Yield();
            }
        }
    }

    private static async Task KillAsync(Node node, StrongBox<int> killed, CancellationToken ct)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(120));
        try
        {
            while (await timer.WaitForNextTickAsync(ct))
            {
                killed.Value += (int)await node.QueryAsync<long>($"select count(pg_terminate_backend(pid)) {Writers} and state = 'active'", ct);
            }
        }
        catch (OperationCanceledException)
        {
            // The work is done.
        }
    }

    private static async Task UntilAsync(Node node, string sql)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!await node.QueryAsync<bool>(sql, Ct)) await timer.WaitForNextTickAsync(Ct);
    }
}
