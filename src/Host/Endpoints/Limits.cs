using System.Threading.RateLimiting;

namespace JieSuJiBan.Host.Endpoints;

/// <summary>How often one may knock.</summary>
internal static class Limits
{
    public const string SignIn = "sign-in";

    public static IServiceCollection AddHouseLimits(this IServiceCollection services, IConfiguration configuration)
    {
        var perMinute = configuration.GetValue("Security:SignInsPerMinute", 60);
        return services.AddRateLimiter(options =>
        {
            options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            options.OnRejected = async (context, _) => await Problems.Overloaded(TimeSpan.FromMinutes(1)).ExecuteAsync(context.HttpContext);
            options.AddPolicy(SignIn, http => RateLimitPartition.GetFixedWindowLimiter(
                http.Connection.RemoteIpAddress?.ToString() ?? "",
                _ => new() { PermitLimit = perMinute, Window = TimeSpan.FromMinutes(1) }));
        });
    }
}
