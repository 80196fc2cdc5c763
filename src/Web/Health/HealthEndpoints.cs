using System.Text;
using JieSuJiBan.Application.Startup;
using JieSuJiBan.Runtime.Clocks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace JieSuJiBan.Web.Health;

/// <summary>
/// Is the process alive, and may it be given requests? The first line of the answer is the word that load balancers know; below stands what
/// is wrong, in both languages. What stands still without keeping anybody from working is Degraded, with status 200. Neither asks the database:
/// <see cref="ReadinessWatch"/> does so by itself, so that a probe is answered at once under any load.
/// </summary>
internal static class HealthEndpoints
{
    private const string Ready = "ready";

    public static IServiceCollection AddJieSuJiBanHealth(this IServiceCollection services, string connectionString, ConnectionPlan plan)
    {
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<DatabaseCheck>(provider, ConnectionPlan.Pool(connectionString, ConnectionPlan.HealthName, plan.Health)));
        services.AddSingleton<WorkCheck>();
        services.AddSingleton<ReadinessWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<ReadinessWatch>());
        services.AddHealthChecks()
            .AddCheck<ReadinessWatch>("database", tags: [Ready])
            .AddCheck<ClockCheck>("clock", tags: [Ready]);
        return services;
    }

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapHealthChecks("/health", new() { Predicate = check => check.Tags.Contains(Ready), ResponseWriter = SummariseAsync }).AllowAnonymous();
        app.MapHealthChecks("/health/live", new() { Predicate = _ => false }).AllowAnonymous();
        app.MapHealthChecks("/health/ready", new() { Predicate = check => check.Tags.Contains(Ready), ResponseWriter = WriteAsync }).AllowAnonymous();
    }

    private sealed class ClockCheck(DatabaseTime time) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) => Task.FromResult(time.Standing switch
        {
            ClockStanding.Wrong => HealthCheckResult.Unhealthy($"{time.Refusal?.Chinese} {time.Refusal?.English}"),
            ClockStanding.Off => HealthCheckResult.Degraded($"本机时钟偏差 {time.Skew.TotalSeconds:0.0} 秒，请检查校时服务。 The machine's clock is off by {time.Skew.TotalSeconds:0.0} s: look at its time service."),
            _ => HealthCheckResult.Healthy(),
        });
    }

    /// <summary>For a dashboard: which version answers, and how it is. The cause stands in <c>/health/ready</c>.</summary>
    private static Task SummariseAsync(HttpContext http, HealthReport report) => http.Response.WriteAsJsonAsync(
        new { status = report.Status.ToString(), version = ProductVersion.Number, checks = report.Entries.ToDictionary(entry => entry.Key, entry => entry.Value.Status.ToString()) },
        http.RequestAborted);

    private static Task WriteAsync(HttpContext http, HealthReport report)
    {
        http.Response.ContentType = "text/plain; charset=utf-8";
        var text = new StringBuilder(report.Status.ToString());
        foreach (var said in report.Entries.Values.Where(entry => entry.Status != HealthStatus.Healthy && entry.Description is not null)) text.Append('\n').Append(said.Description);
        return http.Response.WriteAsync(text.ToString(), http.RequestAborted);
    }
}
