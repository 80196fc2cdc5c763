using JieSuJiBan.Activities.Projections;
using JieSuJiBan.Activities.Registry;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Activities.BuiltIn;
using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Changes;
using JieSuJiBan.Runtime.Clocks;
using JieSuJiBan.Runtime.Hosting;
using JieSuJiBan.Runtime.Journal;
using JieSuJiBan.Runtime.Outbox;
using JieSuJiBan.Runtime.Schema;
using JieSuJiBan.Runtime.Timers;
using JieSuJiBan.Runtime.Verification;
using JieSuJiBan.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NodaTime;
using Npgsql;

namespace JieSuJiBan.Runtime.Tests.Setup;

/// <summary>One node of the service on a real database: the runtime as the host composes it, under a clock of the test.</summary>
internal sealed class Node : IAsyncDisposable
{
    public static readonly Actor Someone = new("someone", null, ["dispatcher", "handler", "operator"]);

    private static readonly SemaphoreSlim TemplateGate = new(1, 1);
    private static string? template;

    private readonly ServiceProvider services;
    private readonly NpgsqlDataSource administration;

    private Node(ServiceProvider services, ManualClock clock, string connectionString)
    {
        this.services = services;
        administration = Database.Source(new NpgsqlConnectionStringBuilder(connectionString) { MaxPoolSize = 6 }.ConnectionString);
        Clock = clock;
        ConnectionString = connectionString;
    }

    public ManualClock Clock { get; }

    /// <summary>The database as its administrator sees it; the node itself connects as the serving role.</summary>
    public string ConnectionString { get; }

    public CaseRuntime Cases => services.GetRequiredService<CaseRuntime>();

    public PublishedStore Catalog => services.GetRequiredService<PublishedStore>();

    public DraftStore Drafts => services.GetRequiredService<DraftStore>();

    public RetirementStore Retirements => services.GetRequiredService<RetirementStore>();

    public ChangeSetStore Sets => services.GetRequiredService<ChangeSetStore>();

    public TimerSweeper Sweeper => services.GetRequiredService<TimerSweeper>();

    public OutboxRelay Outbox => services.GetRequiredService<OutboxRelay>();

    public JournalReader Journal => services.GetRequiredService<JournalReader>();

    public HistoryVerifier Verifier => services.GetRequiredService<HistoryVerifier>();

    public ChangeListener Changes => services.GetRequiredService<ChangeListener>();

    public Runtime.Vault.Vault Vault => services.GetRequiredService<Runtime.Vault.Vault>();

    public RuntimeMetrics Metrics => services.GetRequiredService<RuntimeMetrics>();

    /// <summary>What the node itself connects with.</summary>
    public NpgsqlDataSource DataSource => services.GetRequiredService<NpgsqlDataSource>();

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    /// <summary>A reader made of what the node has.</summary>
    public T Make<T>()
        where T : notnull => ActivatorUtilities.CreateInstance<T>(services);

    /// <summary>A node on a database of its own, migrated, with the errand and Beijing's policies published.</summary>
    public static async Task<Node> StartAsync(PostgresFixture postgres, CancellationToken ct, Func<RuntimeOptions, RuntimeOptions>? with = null, params IOutboxAdapter[] adapters) =>
        await StartAsync(await postgres.CreateDatabaseAsync(ct, await TemplateAsync(postgres, ct)), new(Instant.FromUtc(2026, 3, 2, 1, 0)), ct, with, adapters);

    /// <summary>The same, with lists of further kinds of case.</summary>
    public static async Task<Node> WithListsAsync(PostgresFixture postgres, CancellationToken ct, params CaseProjection[] projections)
    {
        var database = await postgres.CreateDatabaseAsync(ct, await TemplateAsync(postgres, ct));
        return await StartAsync(database, PostgresFixture.ServiceOf(database), new(Instant.FromUtc(2026, 3, 2, 1, 0)), ct, projections: projections);
    }

    /// <summary>A further node on the same database, under the database's clock, on a machine with a clock of its own.</summary>
    public async Task<Node> OnMachineAsync(TimeProvider machine, CancellationToken ct)
    {
        var node = await StartAsync(ConnectionString, Clock, ct, options => options with { Clock = null }, machine: machine);
        await node.Get<DatabaseTime>().SyncAsync(ct);
        return node;
    }

    /// <summary>A further node on the same database, under the same clock.</summary>
    public Task<Node> AnotherAsync(CancellationToken ct, Func<RuntimeOptions, RuntimeOptions>? with = null) => StartAsync(ConnectionString, Clock, ct, with);

    public static Task<Node> StartAsync(string connectionString, ManualClock clock, CancellationToken ct, Func<RuntimeOptions, RuntimeOptions>? with = null, IOutboxAdapter[]? adapters = null, TimeProvider? machine = null) =>
        StartAsync(connectionString, PostgresFixture.ServiceOf(connectionString), clock, ct, with, adapters, machine);

    /// <summary>A node on a database that is there, reached as its administrator by the test and as the serving role by the node.</summary>
    public static async Task<Node> StartAsync(string connectionString, string service, ManualClock clock, CancellationToken ct, Func<RuntimeOptions, RuntimeOptions>? with = null, IOutboxAdapter[]? adapters = null, TimeProvider? machine = null, CaseProjection[]? projections = null)
    {
        var serving = new NpgsqlConnectionStringBuilder(service) { MaxPoolSize = 6 }.ConnectionString;
        var options = new RuntimeOptions { ConnectionString = serving, Clock = clock, MasterKey = new byte[32], PollInterval = TimeSpan.FromSeconds(1) };
        var collection = new ServiceCollection();
        collection.AddLogging(logging => logging.ClearProviders());
        var activities = new ActivityRegistry([.. BuiltInActivities.All, .. CaseActivities.All, new AskOutside()]);
        collection.AddSingleton(activities);
        collection.AddSingleton(new WorkflowEngine(activities));
        if (machine is not null) collection.AddKeyedSingleton(DatabaseTime.Machine, machine);
        foreach (var adapter in adapters ?? []) collection.AddSingleton(adapter);
        foreach (var projection in projections ?? []) collection.AddSingleton(projection);
        collection.AddJieSuJiBanRuntime(with is null ? options : with(options));
        var node = new Node(collection.BuildServiceProvider(), clock, connectionString);
        await node.Catalog.RefreshAsync(ct);
        return node;
    }

    public async Task<(CaseId CaseId, CommandResult Answer)> StartErrandAsync(CancellationToken ct, Guid? commandId = null)
    {
        var caseId = CaseRuntime.NewCaseId(Clock.Now);
        var answer = await SendAsync(caseId, new StartCase(Errand.Definition.Hash, Value.EmptyObject), ct, commandId);
        return (answer is CommandResult.Accepted accepted ? accepted.CaseId : caseId, answer);
    }

    public Task<CommandResult> SendAsync(CaseId caseId, Input input, CancellationToken ct, Guid? commandId = null) =>
        Cases.SubmitAsync(new(caseId, commandId ?? Guid.NewGuid(), Someone, Clock.Now, input), null, ct);

    /// <summary>What verification finds of a case whose sealed words are made up: they lie in no vault.</summary>
    public async Task<IReadOnlyList<HistoryFinding>> FaultsAsync(CaseId caseId, CancellationToken ct) =>
        [.. (await Verifier.VerifyAsync(caseId, ct)).Findings.Where(finding => finding.Code != "words.missing")];

    public async Task<string> OpenTaskAsync(CaseId caseId, CancellationToken ct) => (await Cases.StateAsync(caseId, ct))!.Tasks.Single().Id;

    public async Task<CommandResult> CompleteAsync(CaseId caseId, CancellationToken ct, Guid? commandId = null) =>
        await SendAsync(caseId, new CompleteTask(await OpenTaskAsync(caseId, ct), null, Value.EmptyObject), ct, commandId);

    /// <summary>Completes the open task at an instant other than the test's.</summary>
    public async Task<CommandResult> CompleteAtAsync(CaseId caseId, Instant at, CancellationToken ct) =>
        await Cases.SubmitAsync(new(caseId, Guid.NewGuid(), Someone, at, new CompleteTask(await OpenTaskAsync(caseId, ct), null, Value.EmptyObject)), null, ct);

    /// <summary>Asks from outside, as the administrator.</summary>
    public async Task<T> QueryAsync<T>(string sql, CancellationToken ct, params object[] parameters)
    {
        await using var command = administration.CreateCommand(sql);
        foreach (var parameter in parameters) command.Parameters.Add(new() { Value = parameter });
        return (T)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>Meddles from outside, as the administrator.</summary>
    public async Task ExecuteAsync(string sql, CancellationToken ct, params object[] parameters)
    {
        await using var command = administration.CreateCommand(sql);
        foreach (var parameter in parameters) command.Parameters.Add(new() { Value = parameter });
        await command.ExecuteNonQueryAsync(ct);
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        await administration.DisposeAsync();
    }

    /// <summary>As the owner does it: the schema, and the rights of the serving role.</summary>
    public static async Task MigrateAsync(string connectionString, CancellationToken ct)
    {
        await using var owner = Database.Source(PostgresFixture.OwnerOf(connectionString));
        await DatabaseMigrator.MigrateAsync(owner, ct);
        await DatabaseMigrator.GrantAsync(owner, PostgresFixture.ServiceRole, ct);
    }

    private static async Task<string> TemplateAsync(PostgresFixture postgres, CancellationToken ct)
    {
        await TemplateGate.WaitAsync(ct);
        try
        {
            if (template is not null) return template;
            var connectionString = await postgres.CreateDatabaseAsync(ct);
            await MigrateAsync(connectionString, ct);
            await using (var node = await StartAsync(connectionString, new(Instant.FromUtc(2026, 1, 1, 0, 0)), ct))
            {
                Assert.Null(await node.Catalog.PublishAsync(Errand.Definition, Instant.FromUtc(2026, 1, 1, 0, 0), "test", ct));
                Assert.Null(await node.Catalog.PublishAsync(Asking.Definition, Instant.FromUtc(2026, 1, 1, 0, 0), "test", ct));
                var policy = await node.Catalog.PublishPolicyAsync(Pack.Policies(), Instant.FromUtc(2026, 1, 1, 0, 0), "test", ct);
                Assert.NotNull(policy.Policy);
            }

            await using var connection = new NpgsqlConnection(connectionString);
            NpgsqlConnection.ClearPool(connection);
            return template = new NpgsqlConnectionStringBuilder(connectionString).Database!;
        }
        finally
        {
            TemplateGate.Release();
        }
    }
}
