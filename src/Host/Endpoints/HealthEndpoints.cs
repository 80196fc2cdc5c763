using Microsoft.Extensions.Diagnostics.HealthChecks;
using JieSuJiBan.Runtime.Clocks;
using Npgsql;

namespace JieSuJiBan.Host.Endpoints;

/// <summary>Is the process alive, and may it be given requests?</summary>
internal static class HealthEndpoints
{
    public static IServiceCollection AddHouseHealth(this IServiceCollection services, string connectionString)
    {
        services.AddHealthChecks().AddCheck("database", new DatabaseCheck(connectionString), tags: ["ready"]).AddCheck<ClockCheck>("clock", tags: ["ready"]);
        return services;
    }

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapHealthChecks("/health/live", new() { Predicate = _ => false }).AllowAnonymous();
        app.MapHealthChecks("/health/ready", new() { Predicate = check => check.Tags.Contains("ready") }).AllowAnonymous();
    }

    private sealed class ClockCheck(DatabaseTime time) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) => Task.FromResult(time.Standing switch
        {
            ClockStanding.Wrong => HealthCheckResult.Unhealthy(time.Refusal?.English),
            ClockStanding.Off => HealthCheckResult.Degraded($"The machine's clock is off by {time.Skew.TotalSeconds:0.0} s: look at its time service."),
            _ => HealthCheckResult.Healthy(),
        });
    }

    private sealed class DatabaseCheck(string connectionString) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
        {
            try
            {
                await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Timeout = 3, CommandTimeout = 3 }.ConnectionString);
                await connection.OpenAsync(cancellationToken);
                await using var command = new NpgsqlCommand("select 1", connection);
                await command.ExecuteScalarAsync(cancellationToken);
                return HealthCheckResult.Healthy();
            }
            catch (Exception exception) when (ExceptionsAsProblems.IsDatabaseDown(exception) || exception is PostgresException)
            {
                return HealthCheckResult.Unhealthy("The database is not reachable.", exception);
            }
        }
    }
}
