using System.Text;
using JieSuJiBan.Runtime.Clocks;
using JieSuJiBan.Runtime.Commit;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace JieSuJiBan.Host.Endpoints;

/// <summary>
/// Is the process alive, and may it be given requests? The first line of the answer is the word that load balancers know; below stands what
/// is wrong, in both languages. What stands still without keeping anybody from working is Degraded, with status 200.
/// </summary>
internal static class HealthEndpoints
{
    public static IServiceCollection AddHouseHealth(this IServiceCollection services, string connectionString)
    {
        services.AddSingleton<WorkCheck>();
        services.AddHealthChecks()
            .Add(new("database", provider => new DatabaseCheck(connectionString, provider.GetRequiredService<CommitPipeline>()), null, ["ready"]))
            .AddCheck<WorkCheck>("work", tags: ["ready"])
            .AddCheck<ClockCheck>("clock", tags: ["ready"]);
        return services;
    }

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapHealthChecks("/health/live", new() { Predicate = _ => false }).AllowAnonymous();
        app.MapHealthChecks("/health/ready", new() { Predicate = check => check.Tags.Contains("ready"), ResponseWriter = WriteAsync }).AllowAnonymous();
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

    private static Task WriteAsync(HttpContext http, HealthReport report)
    {
        http.Response.ContentType = "text/plain; charset=utf-8";
        var text = new StringBuilder(report.Status.ToString());
        foreach (var said in report.Entries.Values.Where(entry => entry.Status != HealthStatus.Healthy && entry.Description is not null)) text.Append('\n').Append(said.Description);
        return http.Response.WriteAsync(text.ToString(), http.RequestAborted);
    }

    private sealed class DatabaseCheck(string connectionString, CommitPipeline pipeline) : IHealthCheck
    {
        // Only a write knows that the disk is full; this long its word counts where no other write came after it.
        private static readonly TimeSpan LastWord = TimeSpan.FromSeconds(15);

        private readonly string probed = new NpgsqlConnectionStringBuilder(connectionString) { Timeout = 3, CommandTimeout = 3 }.ConnectionString;

        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
        {
            try
            {
                await using var connection = new NpgsqlConnection(probed);
                await connection.OpenAsync(cancellationToken);
                await using var command = new NpgsqlCommand("select current_setting('transaction_read_only') = 'on'", connection);
                if (await command.ExecuteScalarAsync(cancellationToken) is true) return HealthCheckResult.Unhealthy("数据库处于只读状态，办理不了业务。 The database is read-only: nothing can be recorded.");
                return pipeline.Refusal(LastWord) is { } refusal ? Unhealthy(refusal) : HealthCheckResult.Healthy();
            }
            catch (Exception exception) when (ExceptionsAsProblems.IsDatabaseDown(exception) || exception is PostgresException)
            {
                return Unhealthy(exception);
            }
        }

        private static HealthCheckResult Unhealthy(Exception exception)
        {
            var (_, why) = DatabaseProblems.Cause(exception);
            return HealthCheckResult.Unhealthy($"{why.Chinese}。 {why.English}.", exception);
        }
    }
}
