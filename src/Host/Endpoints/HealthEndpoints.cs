using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace JieSuJiBan.Host.Endpoints;

/// <summary>Is the process alive, and may it be given requests?</summary>
internal static class HealthEndpoints
{
    public static IServiceCollection AddHouseHealth(this IServiceCollection services, string connectionString)
    {
        services.AddHealthChecks().AddCheck("database", new DatabaseCheck(connectionString), tags: ["ready"]);
        return services;
    }

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapHealthChecks("/health/live", new() { Predicate = _ => false }).AllowAnonymous();
        app.MapHealthChecks("/health/ready", new() { Predicate = check => check.Tags.Contains("ready") }).AllowAnonymous();
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
