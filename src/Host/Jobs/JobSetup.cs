using System.Security.Cryptography;
using System.Text;
using Hangfire;
using Hangfire.AspNetCore;
using Hangfire.Dashboard;
using Hangfire.PostgreSql;
using Hangfire.PostgreSql.Factories;
using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Application.Background;
using JieSuJiBan.Application.Connections;
using JieSuJiBan.Application.Deliveries;
using JieSuJiBan.Application.Governance;
using JieSuJiBan.Application.Startup;
using JieSuJiBan.Runtime.Outbox;
using JieSuJiBan.Web.Security;
using Npgsql;
using Quartz;

namespace JieSuJiBan.Host.Jobs;

/// <summary>
/// Quartz keeps the timetable of upkeep, Hangfire does what takes minutes. Timers and deliveries need neither: their rows are claimed by
/// whichever node comes first, so nothing that a scheduler left behind in a crash can hold them up. None of them owns truth.
/// </summary>
internal static class JobSetup
{
    /// <summary>Where the dashboard of background jobs is.</summary>
    public const string Dashboard = RequestGuards.JobsDashboard;

    /// <summary>The schema of Quartz; its owner makes it before it starts.</summary>
    public const string QuartzSchema = "quartz";

    /// <summary>The schema of Hangfire; its owner makes it before it starts.</summary>
    public const string HangfireSchema = "hangfire";

    private static readonly (Type Job, Action<IQuartzBuilder> Schedule)[] Upkeep =
    [
        Every<MigrationImpactWatch>(TimeSpan.FromSeconds(5)),
        Every<PartitionUpkeep>(TimeSpan.FromHours(12)),
        Every<HistoryCounting>(TimeSpan.FromHours(6)),
        Every<SessionUpkeep>(TimeSpan.FromMinutes(10)),
        Every<SecurityUpkeep>(TimeSpan.FromMinutes(10)),
    ];

    /// <summary>
    /// The name under which Quartz keeps its rows. It changes with the jobs: a node of another release, before or after, cannot run what this
    /// one schedules, and would set its triggers to failed for good.
    /// </summary>
    public static string TimetableName { get; } = "jsjb-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', Upkeep.Select(upkeep => upkeep.Job.FullName)))))[..12];

    public static IServiceCollection AddJieSuJiBanJobs(this IServiceCollection services, string connectionString, ConnectionPlan plan)
    {
        services.AddOutsideConnections();
        services.AddSingleton<CaseSignalAdapter>();
        services.AddSingleton<IOutboxAdapter>(provider => provider.GetRequiredService<CaseSignalAdapter>());
        services.AddSingleton<IOutboxAdapter, EventAdapter>();
        services.AddHostedService<CatalogWatch>();
        services.AddSingleton(new Timetable(QuartzSchema, TimetableName));
        services.AddSingleton<TimerSweep>();
        services.AddHostedService(provider => provider.GetRequiredService<TimerSweep>());
        services.AddSingleton<Deliveries>();
        services.AddHostedService(provider => provider.GetRequiredService<Deliveries>());

        // Hangfire's own registrations take storage and activator from static fields: two services in one process would work on each other's jobs.
        services.AddSingleton<JobStorage>(_ => Storage(ConnectionPlan.Pool(connectionString, ConnectionPlan.JobsName, plan.Jobs)));
        services.AddSingleton<JobActivator, AspNetCoreJobActivator>();
        services.AddHangfire(hangfire => hangfire.UseSimpleAssemblyNameTypeSerializer().UseRecommendedSerializerSettings());
        services.AddHangfireServer(server =>
        {
            server.Queues = [MigrationImpactJob.Queue];
            server.ServerName = $"{Environment.MachineName}:{Environment.ProcessId}:{MigrationImpactJob.Queue}";
            server.WorkerCount = plan.JobListeners;
            server.ShutdownTimeout = TimeSpan.FromSeconds(5);
        });

        services.AddQuartz(quartz =>
        {
            quartz.ConfigureScheduler(scheduler =>
            {
                scheduler.InstanceName = TimetableName;
                scheduler.GenerateInstanceId = true;
            });
            // Upkeep is seldom and short: a thread each would need a connection each.
            quartz.UseDefaultThreadPool(2);
            quartz.UsePersistentStore(store =>
            {
                store.UsePostgres(new NpgsqlConnectionStringBuilder(ConnectionPlan.Pool(connectionString, ConnectionPlan.TimetableName, plan.Timetable)) { SearchPath = QuartzSchema }.ConnectionString);
                store.UseSystemTextJsonSerializer();
                store.UseClustering();
            });
            foreach (var (_, schedule) in Upkeep) schedule(quartz);
        });
        services.AddQuartzHostedService(options => options.WaitForJobsToComplete = true);
        return services;
    }

    public static void MapJobs(this IEndpointRouteBuilder app) => app
        .MapHangfireDashboard(Dashboard, new DashboardOptions { DashboardTitle = "接诉即办 · 后台作业", Authorization = [new AlreadyAuthorized()], DisplayStorageConnectionString = false, IsReadOnlyFunc = _ => false })
        .RequireAuthorization(Permissions.SeeJobs.Name);

    private static PostgreSqlStorage Storage(string connectionString)
    {
        var options = new PostgreSqlStorageOptions
        {
            SchemaName = HangfireSchema,
            PrepareSchemaIfNecessary = false,
            QueuePollInterval = TimeSpan.FromSeconds(2),
            EnableLongPolling = true,
            // Its locks are rows, held for a moment; one that a broken connection left behind stood in the way for ten minutes.
            DistributedLockTimeout = TimeSpan.FromSeconds(15),
            // A job whose worker is gone is another's as soon as nobody renews it, instead of half an hour later.
            UseSlidingInvisibilityTimeout = true,
            InvisibilityTimeout = TimeSpan.FromMinutes(1),
        };
        return new(new NpgsqlConnectionFactory(connectionString, options), options);
    }

    private static (Type Job, Action<IQuartzBuilder> Schedule) Every<TJob>(TimeSpan interval)
        where TJob : class, IJob => (
        typeof(TJob),
        quartz => quartz.ScheduleJob<TJob>(
            trigger => trigger.WithIdentity(typeof(TJob).Name).StartNow().WithSchedule(SimpleScheduleBuilder.Create()
                .WithInterval(interval).RepeatForever().WithMisfireInstruction(SimpleTriggerMisfireInstruction.NextWithRemainingCount)),
            job => job.WithIdentity(typeof(TJob).Name)));

    /// <summary>The endpoint demands the permission; Hangfire's own filter would only know local requests.</summary>
    private sealed class AlreadyAuthorized : IDashboardAuthorizationFilter
    {
        public bool Authorize(DashboardContext context) => context.GetHttpContext().User.May(Permissions.SeeJobs);
    }
}
