using JieSuJiBan.Activities.Registry;
using JieSuJiBan.Application.History;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Activities.BuiltIn;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Runtime;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Hosting;
using JieSuJiBan.Runtime.Schema;
using JieSuJiBan.Runtime.Vault;
using JieSuJiBan.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NodaTime;
using Npgsql;

namespace JieSuJiBan.Host.Tests.Cli;

/// <summary>The runtime on a database of its own with the Beijing pack published: what an import needs.</summary>
internal sealed class ImportService : IAsyncDisposable
{
    private ImportService(ServiceProvider services) => Services = services;

    public ServiceProvider Services { get; }

    public List<string> Told { get; } = [];

    public static async Task<ImportService> StartAsync(PostgresFixture postgres, CancellationToken ct)
    {
        var connectionString = await postgres.CreateDatabaseAsync(ct);
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.ClearProviders());
        services.AddSingleton(new WorkflowEngine(new ActivityRegistry([.. BuiltInActivities.All, .. CaseActivities.All])));
        services.AddJieSuJiBanRuntime(new RuntimeOptions { ConnectionString = PostgresFixture.ServiceOf(connectionString), MasterKey = new byte[32] });
        var house = new ImportService(services.BuildServiceProvider());
        await using (var owner = Database.Source(PostgresFixture.OwnerOf(connectionString)))
        {
            await DatabaseMigrator.MigrateAsync(owner, ct);
            await DatabaseMigrator.GrantAsync(owner, PostgresFixture.ServiceRole, ct);
        }

        var catalog = house.Services.GetRequiredService<PublishedStore>();
        var since = Instant.FromUtc(2026, 1, 1, 0, 0);
        var definition = WorkflowDefinition.Read(await File.ReadAllTextAsync(Path.Combine(Pack, "ticket.json"), ct)).Definition!;
        Assert.Null(await catalog.PublishAsync(definition, since, "test", ct));
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in Directory.GetFiles(Path.Combine(Pack, "policies"), "*.json")) files[Path.GetFileName(file)] = await File.ReadAllTextAsync(file, ct);
        Assert.NotNull((await catalog.PublishPolicyAsync(files, since, "test", ct)).Policy);
        return house;
    }

    /// <summary>Imports a file's text as if by a program started anew.</summary>
    public Task<HistoryImportResult> ImportAsync(string csv, int? limitDays, CancellationToken ct) => ImportAsync(System.Text.Encoding.UTF8.GetBytes(csv), limitDays, ct);

    /// <summary>How the last file was read.</summary>
    public string Source { get; private set; } = "";

    /// <summary>Imports a file's bytes as if by a program started anew.</summary>
    public async Task<HistoryImportResult> ImportAsync(byte[] csv, int? limitDays, CancellationToken ct)
    {
        Told.Clear();
        var clock = Services.GetRequiredService<IClock>();
        var import = new HistoryImport(Services.GetRequiredService<CaseRuntime>(), Services.GetRequiredService<PublishedStore>(), Services.GetRequiredService<Vault>(), clock);
        using var file = await HistoryFile.OpenAsync(new MemoryStream(csv), Services.GetRequiredService<PublishedStore>().Policy.City.Zone, clock, ct);
        var result = await import.RunAsync(file.ReadAsync(ct), limitDays, 8, Tell, ct);
        Source = file.Source.Chinese;
        return result;
    }

    public async Task<long> CountAsync(string table, CancellationToken ct)
    {
        await using var command = Services.GetRequiredService<NpgsqlDataSource>().CreateCommand($"select count(*) from jsjb.{table}");
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    public ValueTask DisposeAsync() => Services.DisposeAsync();

    private static string Pack
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder!.FullName, "JieSuJiBan.sln"))) folder = folder.Parent;
            return Path.Combine(folder.FullName, "workflow-definitions", "beijing");
        }
    }

    private void Tell(string line)
    {
        lock (Told) Told.Add(line);
    }
}
