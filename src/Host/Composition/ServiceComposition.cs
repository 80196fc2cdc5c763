using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using JieSuJiBan.Activities.Registry;
using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Application.Background;
using JieSuJiBan.Application.Definitions;
using JieSuJiBan.Application.Demo;
using JieSuJiBan.Application.Files;
using JieSuJiBan.Application.Flows;
using JieSuJiBan.Application.Governance;
using JieSuJiBan.Application.Identity;
using JieSuJiBan.Application.Packs;
using JieSuJiBan.Application.Policies;
using JieSuJiBan.Application.Queries;
using JieSuJiBan.Application.Sandboxes;
using JieSuJiBan.Application.Settings;
using JieSuJiBan.Application.Startup;
using JieSuJiBan.Application.Texts;
using JieSuJiBan.Application.Tickets;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Activities.BuiltIn;
using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Host.Jobs;
using JieSuJiBan.Runtime.Clocks;
using JieSuJiBan.Runtime.Hosting;
using JieSuJiBan.Runtime.Inbox;
using JieSuJiBan.Web.Api;
using JieSuJiBan.Web.Designer;
using JieSuJiBan.Web.Health;
using JieSuJiBan.Web.Http;
using JieSuJiBan.Web.Pages;
using JieSuJiBan.Web.Pages.Models;
using JieSuJiBan.Web.Security;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace JieSuJiBan.Host.Composition;

/// <summary>What the product is made of: its services, and the way of a request through it.</summary>
internal static class ServiceComposition
{
    /// <summary>The activity types of the product: Elsa's own and the case domain's.</summary>
    public static ActivityRegistry Activities { get; } = new ActivityRegistry(BuiltInActivities.All).With(CaseActivities.All);

    private static System.Text.UTF8Encoding Forgiving { get; } = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: false);

    public static void AddJieSuJiBan(this WebApplicationBuilder builder, ServiceDatabase database, Exposure exposure)
    {
        var services = builder.Services;
        services.Configure<KestrelServerOptions>(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = RequestSizes.BodyBytes;
            // Forgiving, so that what is no UTF-8 is refused in words and not by a bare answer of the server.
            options.RequestHeaderEncodingSelector = _ => Forgiving;
        });
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(15));
        services.AddServiceSettings(builder.Configuration);
        var plan = ConnectionPlan.Of(ServiceSettings.Read<DatabaseSettings>(builder.Configuration).Connections, ServiceSettings.Read<JobSettings>(builder.Configuration).LongWorkers, database.ConnectionString);
        services.AddSingleton(plan);
        services.AddSingleton(database.Outage);
        services.AddJieSuJiBanRuntime(new() { ConnectionString = database.ConnectionString, Connections = plan.Work, Writers = plan.Commit, MasterKeyFile = database.MasterKey.File ?? "", MasterKeyText = database.MasterKey.Text, ClockLimit = ServiceSettings.Read<ClockSettings>(builder.Configuration).Limit });
        services.AddHostedService<MasterKeyWatch>();
        services.AddSingleton(Activities);
        services.AddSingleton(new WorkflowEngine(Activities));
        services.AddSingleton<TicketReader>();
        services.AddSingleton<TaskSubjects>();
        services.AddSingleton<SimilarReader>();
        services.AddSingleton<TaskReader>();
        services.AddSingleton<TaskQueries>();
        services.AddSingleton<HistoryReader>();
        services.AddSingleton<TaskDeclarations>();
        services.AddSingleton<AttachmentCommands>();
        services.AddSingleton<LinkCommands>();
        services.AddSingleton<SimilarTickets>();
        services.AddSingleton<ProgressQueries>();
        services.AddSingleton<ProgressSlowing>();
        services.AddSingleton<PersonOpenings>();
        services.AddHostedService<SecurityLogWriter>();
        services.AddFileScanning(ServiceSettings.Read<FileScanSettings>(builder.Configuration));
        services.AddSingleton<PetitionerCommands>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<IdentityVerifier>(provider, new DemoMode((provider.GetRequiredService<IOptions<DemoSettings>>().Value.Enabled ?? database.IsEmbedded) && provider.GetRequiredService<DemoRule>().MaySignIn)));
        services.AddSingleton<TicketCommands>();
        services.AddSingleton<FlowCommands>();
        services.AddSingleton<TicketSignals>();
        services.AddSingleton<SupervisionCommands>();
        services.AddScoped<ISupervisionPages, SupervisionPages>();
        services.AddSingleton<TicketTexts>();
        services.AddSingleton<WordSealer>();
        services.AddSingleton<DefinitionVersions>();
        services.AddSingleton<DefinitionDrafts>();
        services.AddSingleton<RunReader>();
        services.AddSingleton<RunLibrary>();
        services.AddSingleton<ActivityDescriptorText>();
        services.AddSingleton<PackPublisher>();
        services.AddSingleton<DraftQueries>();
        services.AddSingleton<DraftCommands>();
        services.AddSingleton<ChangeSetCommands>();
        services.AddSingleton<ChangeSetQueries>();
        services.AddSingleton<RetirementCommands>();
        services.AddSingleton<RetirementQueries>();
        services.AddSingleton<ReviewList>();
        services.AddSingleton<PolicyDrafts>();
        services.AddSingleton<PolicyEditor>();
        services.AddSingleton<PolicySource>();
        services.AddSingleton<PolicyExplainer>();
        services.AddSingleton<Sandbox>();
        services.AddSingleton<MigrationImpactCommands>();
        services.AddSingleton<MigrationImpactQueries>();
        services.AddSingleton<DeadlineReviewCommands>();
        services.AddSingleton<DeadlineReviewQueries>();
        services.AddTransient<MigrationBatchJob>();
        services.AddTransient<MigrationImpactJob>();
        services.AddSingleton<DemoCity>();
        services.AddJieSuJiBanJobs(database.ConnectionString, plan);
        services.AddSingleton<TimeProvider>(provider => provider.GetRequiredService<DatabaseTime>());
        services.AddHostedService<ClockWatch>();
        services.AddJieSuJiBanSecurity(ServiceSettings.Read<SecuritySettings>(builder.Configuration), ServiceSettings.Read<DemoSettings>(builder.Configuration), exposure);
        services.AddJieSuJiBanLimits(ServiceSettings.Read<SecuritySettings>(builder.Configuration));
        services.AddAdmission();
        services.AddExceptionHandler<ExceptionsAsProblems>();
        services.AddSingleton<IProblemDetailsWriter, ProblemWriter>();
        services.AddProblemDetails();
        services.ConfigureHttpJsonOptions(options => ConfigureJson(options.SerializerOptions));
        services.AddJieSuJiBanUi();
        services.AddJieSuJiBanReference();
        services.AddJieSuJiBanTelemetry(builder.Configuration);
        services.AddJieSuJiBanHealth(database.ConnectionString, plan);
    }

    public static void UseJieSuJiBan(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = FailurePage.WriteAsync });
        app.UseTransport();
        app.UseSecurityWatch();
        app.UseWriteTrace();
        app.UseSecurityHeaders();
        app.UseBodyLimit();
        app.UseStatusCodePages(async context =>
        {
            var http = context.HttpContext;
            if (Problems.IsForPrograms(http.Request.Path)) await Problems.OfStatus(http.Response.StatusCode).ExecuteAsync(http);
        });
        app.UseRouting();
        app.UseAdmission();
        app.UseRightTime();
        app.UseRoutingRefusals();
        app.UseSameOriginCommands();
        app.UseAuthentication();
        app.UseRequestLocalization();
        app.UseWellFormedAddress();
        app.UseRateLimiter();
        app.UseAuthorization();
        app.UseDeclaredQuery();
        app.UseWellFormedBody();
        app.UseAntiforgery();
        var rest = app.MapGroup("").AddEndpointFilter(NoNullItems.CheckAsync);
        rest.MapAuth();
        rest.MapTickets();
        rest.MapHistory();
        rest.MapLinks();
        rest.MapAttachments();
        rest.MapIdentityChecks();
        rest.MapProgress();
        rest.MapPetitioners();
        rest.MapExports();
        rest.MapWatching();
        rest.MapTasks();
        rest.MapFlows();
        rest.MapDeliveries();
        rest.MapSecurityLog();
        rest.MapConnections();
        rest.MapGovernance();
        rest.MapChangeSets();
        rest.MapRetirements();
        rest.MapReviews();
        rest.MapMigrationImpacts();
        rest.MapDeadlines();
        rest.MapPolicies();
        app.MapJobs();
        app.MapStudio();
        app.MapDefinitionStanding();
        app.MapElsaDescriptors();
        app.MapElsaDefinitions();
        app.MapElsaSaving();
        app.MapElsaRuns();
        app.MapJieSuJiBanUi();
        app.MapReference();
        app.MapHealth();
    }

    /// <summary>What the API takes and gives: nothing unknown, nothing twice, nothing deep.</summary>
    public static void ConfigureJson(JsonSerializerOptions json)
    {
        json.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        json.AllowDuplicateProperties = false;
        json.RespectNullableAnnotations = true;
        json.RespectRequiredConstructorParameters = true;
        json.MaxDepth = 32;
        json.NumberHandling = JsonNumberHandling.Strict;
        json.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        json.DefaultIgnoreCondition = JsonIgnoreCondition.Never;
        json.Converters.Add(new JsonStringEnumConverter(allowIntegerValues: false));
        json.Converters.Add(new InstantConverter());
        json.Converters.Add(new ValueJsonConverter());
    }
}
