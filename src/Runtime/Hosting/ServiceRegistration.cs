using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Changes;
using JieSuJiBan.Runtime.Clocks;
using JieSuJiBan.Runtime.Commit;
using JieSuJiBan.Runtime.MigrationImpact;
using JieSuJiBan.Runtime.Journal;
using JieSuJiBan.Runtime.Outbox;
using JieSuJiBan.Runtime.Schema;
using JieSuJiBan.Runtime.Security;
using JieSuJiBan.Runtime.Timers;
using JieSuJiBan.Runtime.Vault;
using JieSuJiBan.Runtime.Verification;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NodaTime;
using Npgsql;

namespace JieSuJiBan.Runtime.Hosting;

/// <summary>Puts the runtime together. The caller registers a <see cref="Engine.Execution.WorkflowEngine"/>, its <see cref="Engine.Activities.ActivityRegistry"/>, its outbox adapters and,
/// for kinds of case other than tickets that have lists, a <see cref="Activities.Projections.CaseProjection"/> each.</summary>
public static class ServiceRegistration
{
    public static IServiceCollection AddJieSuJiBanRuntime(this IServiceCollection services, RuntimeOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton(provider => new DatabaseTime(
            provider.GetRequiredService<NpgsqlDataSource>(), options.ClockLimit, provider.GetKeyedService<TimeProvider>(DatabaseTime.Machine)));
        services.AddSingleton<IClock>(provider => options.Clock ?? provider.GetRequiredService<DatabaseTime>());
        services.AddSingleton<RuntimeMetrics>();
        services.AddSingleton(_ => Database.Source(options.ConnectionString, options.Connections));
        services.AddSingleton(provider => new MasterKeys(provider.GetRequiredService<NpgsqlDataSource>(), Source(options), provider.GetRequiredService<ILogger<MasterKeys>>()));
        services.AddSingleton<IMasterKeyUser, PersonKeyWraps>();
        services.AddSingleton<MasterKeyRotation>();
        services.AddSingleton<Vault.Vault>();
        services.AddSingleton<SecurityLog>();
        services.AddSingleton<ISecurityLog>(provider => provider.GetRequiredService<SecurityLog>());
        services.AddSingleton<SecurityLogReader>();
        services.AddSingleton<PublicationWatch>();
        services.AddSingleton<AttemptLimits>();
        services.AddSingleton<TrustedSources>();
        services.AddSingleton<OpeningLimits>();
        services.AddSingleton<Vault.PersonFinder>();
        services.AddSingleton<Attachments.AttachmentStore>();
        services.AddSingleton<ChangePublisher>();
        services.AddSingleton(provider => new ChangeListener(
            provider.GetRequiredService<NpgsqlDataSource>(), provider.GetRequiredService<ILogger<ChangeListener>>(), options.PollInterval));
        services.AddSingleton<PublishedStore>();
        services.AddSingleton(new Connections.ConfiguredConnections([]));
        services.AddSingleton<Connections.ConnectionStore>();
        services.AddSingleton<Identity.IdentityCheckStore>();
        services.AddSingleton<DraftChecks>();
        services.AddSingleton<DraftStore>();
        services.AddSingleton<TrialStore>();
        services.AddSingleton<RetirementStore>();
        services.AddSingleton<ChangeSetChecks>();
        services.AddSingleton<ChangeSetStore>();
        services.AddSingleton(provider => new CaseProjections(provider.GetServices<Activities.Projections.CaseProjection>()));
        services.AddSingleton(provider => new CommitPipeline(
            options.ConnectionString, provider.GetRequiredService<CaseProjections>(), provider.GetRequiredService<RuntimeMetrics>(), options.Writers, options.GroupLimit));
        services.AddSingleton<CaseRuntime>();
        services.AddSingleton<OpenCases>();
        services.AddSingleton<MigrationBatches>();
        services.AddSingleton<MigrationImpactStore>();
        services.AddSingleton<MigrationImpactSurvey>();
        services.AddSingleton<DeadlineStore>();
        services.AddSingleton<DeadlineSurvey>();
        services.AddSingleton<DeadlineRenewals>();
        services.AddSingleton<JournalReader>();
        services.AddSingleton<ClearWords>();
        services.AddSingleton(provider => new HistorySeal(provider.GetRequiredService<MasterKeys>()));
        services.AddSingleton(provider => new GovernanceSeal(provider.GetRequiredService<HistorySeal>()));
        services.AddSingleton<HistoryVerifier>();
        services.AddSingleton<HistoryCounts>();
        services.AddSingleton<TimerSweeper>();
        services.AddSingleton<DeliveryQueues>();
        services.AddSingleton<OutboxRelay>();
        services.AddSingleton<DeadLetters>();
        services.AddSingleton<DeliveryDispatcher>();
        services.AddDbContextFactory<JsjbDbContext>((provider, builder) => JsjbDbContext
            .Configure(builder, provider.GetRequiredService<NpgsqlDataSource>())
            .AddInterceptors(provider.GetRequiredService<GovernanceSeal>(), provider.GetRequiredService<PublicationWatch>()));
        return services;
    }

    private static MasterKeySource Source(RuntimeOptions options) =>
        options.MasterKey is { } key ? MasterKeySource.Of(new MasterKey(key.Span))
        : options.MasterKeyText is { } text ? MasterKeySource.OfText(text)
        : MasterKeySource.OfFile(options.MasterKeyFile);
}
