using System.Threading.RateLimiting;

namespace JieSuJiBan.Host.Endpoints;

/// <summary>How often one may knock.</summary>
internal static class Limits
{
    public const string SignIn = "sign-in";

    public const string Progress = "progress";

    public static IServiceCollection AddHouseLimits(this IServiceCollection services, IConfiguration configuration)
    {
        var perMinute = configuration.GetValue("Security:SignInsPerMinute", 60);
        var progressPerMinute = configuration.GetValue("Security:ProgressPerMinute", 10);
        return services.AddRateLimiter(options =>
        {
            options.AddPolicy(Progress, http => RateLimitPartition.GetFixedWindowLimiter(
                http.Connection.RemoteIpAddress?.ToString() ?? "",
                _ => new() { PermitLimit = progressPerMinute, Window = TimeSpan.FromMinutes(1) }));
            options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            options.OnRejected = async (context, _) => await Problems.Overloaded(TimeSpan.FromMinutes(1)).ExecuteAsync(context.HttpContext);
            options.AddPolicy(SignIn, http => RateLimitPartition.GetFixedWindowLimiter(
                http.Connection.RemoteIpAddress?.ToString() ?? "",
                _ => new() { PermitLimit = perMinute, Window = TimeSpan.FromMinutes(1) }));
        });
    }
}
