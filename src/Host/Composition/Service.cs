using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Application.Demo;
using JieSuJiBan.Application.Packs;
using JieSuJiBan.Application.Settings;
using JieSuJiBan.Application.Startup;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Clocks;
using JieSuJiBan.Runtime.Identity;
using JieSuJiBan.Runtime.Vault;
using JieSuJiBan.Web.Security;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace JieSuJiBan.Host.Composition;

/// <summary>How the service is started.</summary>
internal sealed record ServiceOptions
{
    /// <summary>Settings from the command line, <c>--Name=value</c>.</summary>
    public string[] Arguments { get; init; } = [];

    /// <summary>True for commands that need no city pack: it is neither read nor published.</summary>
    public bool WithoutPack { get; init; }

    /// <summary>Last word on the builder, for tests.</summary>
    public Action<WebApplicationBuilder>? Configure { get; init; }
}

/// <summary>The running service: its database, its application, its address.</summary>
internal sealed class Service : IAsyncDisposable
{
    private readonly ServiceDatabase database;
    private readonly ILoggerFactory logs;

    private Service(WebApplication app, ServiceDatabase database, ILoggerFactory logs, bool isDemo)
    {
        App = app;
        this.logs = logs;
        this.database = database;
        IsDemo = isDemo;
    }

    public WebApplication App { get; }

    /// <summary>True where demo accounts exist.</summary>
    public bool IsDemo { get; }

    /// <summary>Who is in the demo city; empty where it is none.</summary>
    public IReadOnlyList<DemoAccount> DemoAccounts { get; private init; } = [];

    /// <summary>Where the private database keeps its files, or null.</summary>
    public string? DataDirectory => database.DataDirectory;

    /// <summary>What the owner's acts run as, or null where no owner was given.</summary>
    public string? OwnerConnectionString => database.OwnerConnectionString;

    /// <summary>The file of the master keys, or null where they come from a setting.</summary>
    public string? MasterKeyFile => database.MasterKey.File;

    /// <summary>Port, then database, then schema, then pack and demo, then requests.</summary>
    public static Task<Service> StartAsync(ServiceOptions options, CancellationToken ct) => OpenAsync(options, serves: true, ct);

    /// <summary>The house with database, schema and pack, but nobody served and no job running: what commands work on.</summary>
    public static Task<Service> OpenAsync(ServiceOptions options, CancellationToken ct) => OpenAsync(options, serves: false, ct);

    private static async Task<Service> OpenAsync(ServiceOptions options, bool serves, CancellationToken ct)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ApplicationName = typeof(Service).Assembly.GetName().Name, Args = options.Arguments, ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseStaticWebAssets();
        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Warning);
        // EF asks for a table that a fresh database does not have yet, and logs that as an error. Real failures are thrown.
        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore.Database.Command", LogLevel.None);
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Logging.AddFilter("Hangfire", LogLevel.Warning);
        builder.Logging.AddFilter("Quartz", LogLevel.Warning);
        options.Configure?.Invoke(builder);
        ServiceSettings.Check(builder.Configuration);
        var exposure = serves ? Listening.Configure(builder) : Exposure.None;

        // What a command prints is its result: its log goes to the error stream, and only if something is wrong.
        if (!serves) LogAside(builder.Logging.ClearProviders());
        // It lives as long as the database, whose watch goes on to report.
        var logs = LoggerFactory.Create(logging => _ = serves ? logging.AddConsole() : LogAside(logging));
        var database = await ServiceDatabase.OpenAsync(builder.Configuration, joins: !serves, logs.CreateLogger("Database"), ct);
        try
        {
            builder.AddJieSuJiBan(database, exposure);
            DemoPack? demo = null;
            var app = builder.Build();
            var isDemo = (app.Services.GetRequiredService<IOptions<DemoSettings>>().Value.Enabled ?? database.IsEmbedded) && app.Services.GetRequiredService<DemoRule>().MaySignIn;
            app.UseJieSuJiBan();
            // One node at a time brings schema, pack and demo up to date; the others find it done.
            if (serves) await app.Services.GetRequiredService<ConnectionPlan>().CheckAsync(database.ConnectionString, logs.CreateLogger("Database"), ct);
            await using (await StartLock.TakeAsync(database.ConnectionString, ct))
            {
                await UpgradeAsync(database, app.Services.GetRequiredService<IOptions<DatabaseSettings>>().Value.AllowOwner, logs.CreateLogger("Database"), ct);
                await app.Services.GetRequiredService<DatabaseTime>().SyncAsync(ct);
                await app.Services.GetRequiredService<MasterKeys>().OpenAsync(ct);
                if (options.WithoutPack) return new(app, database, logs, isDemo);
                var pack = await CityPack.ReadAsync(PackFolder.Locate(app.Services.GetRequiredService<IOptions<PackSettings>>().Value), ServiceComposition.Activities, ct);
                await app.Services.GetRequiredService<PackPublisher>().PublishAsync(pack, serves, ct);
                if (serves)
                {
                    await SeedAsync(app, exposure, isDemo ? demo = DemoPack.Read(pack.Directory, app.Services.GetRequiredService<PublishedStore>().Policy) : null, ct);
                    await app.StartAsync(ct);
                }
            }

            return new(app, database, logs, isDemo) { DemoAccounts = demo?.Accounts ?? [] };
        }
        catch
        {
            await database.DisposeAsync();
            logs.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await database.DisposeAsync();
        logs.Dispose();
    }

    private static ILoggingBuilder LogAside(ILoggingBuilder logging) =>
        logging.SetMinimumLevel(LogLevel.Warning).AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);

    private static async Task SeedAsync(WebApplication app, Exposure exposure, DemoPack? demo, CancellationToken ct)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var (roles, policy) = (scope.ServiceProvider.GetRequiredService<RoleManager<IdentityRole>>(), app.Services.GetRequiredService<PublishedStore>().Policy);
        await Application.Demo.DemoAccounts.EnsureRolesAsync(roles, policy);
        if (demo is not null)
        {
            await Application.Demo.DemoAccounts.EnsureAsync(scope.ServiceProvider.GetRequiredService<UserManager<Account>>(), roles, demo, policy);
            if (demo.HasTickets && app.Services.GetRequiredService<IOptions<DemoSettings>>().Value.Tickets) await app.Services.GetRequiredService<DemoCity>().EnsureTicketsAsync(demo, ct);
        }

        await Application.Demo.DemoAccounts.SayAsync(scope.ServiceProvider, string.Join(' ', exposure.Addresses), ct);
    }

    /// <summary>The owner migrates and grants, where one was given; then the serving role is looked at, and nothing may be missing.</summary>
    private static async Task UpgradeAsync(ServiceDatabase database, bool mayBeOwner, ILogger log, CancellationToken ct)
    {
        var (role, excess) = await ServingRole.LookAsync(database.ConnectionString, ct);
        if (database.OwnerConnectionString is { } owner)
        {
            await ServingRole.CheckAsync(database.ConnectionString, mayBeOwner, log, ct);
            await SchemaUpgrade.RunAsync(owner, excess is null ? role : null, log, ct);
        }
        else if (excess is not null)
        {
            await ServingRole.CheckAsync(database.ConnectionString, mayBeOwner, log, ct);
            await SchemaUpgrade.RunAsync(database.ConnectionString, null, log, ct);
        }
        else if (await SchemaUpgrade.PendingAsync(database.ConnectionString, ct) is { Count: > 0 } pending)
        {
            throw new StartupException(StartupFailure.MigrationsPending(pending));
        }
    }
}
