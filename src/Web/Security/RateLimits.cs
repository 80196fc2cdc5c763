using System.Globalization;
using System.Threading.RateLimiting;
using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Application.Settings;
using JieSuJiBan.Application.Tickets;
using JieSuJiBan.Runtime.Security;
using JieSuJiBan.Web.Http;
using Microsoft.AspNetCore.RateLimiting;

namespace JieSuJiBan.Web.Security;

/// <summary>
/// How many requests one address or one account may make. Each node counts its own: these bound the work of a node. What protects a secret or a
/// person is counted in the database: <see cref="SignInSlowing"/>, <see cref="ProgressSlowing"/>, <see cref="PersonOpenings"/>.
/// </summary>
internal static class RateLimits
{
    public const string SignIn = "sign-in";

    public const string Progress = "progress";

    public static IServiceCollection AddJieSuJiBanLimits(this IServiceCollection services, SecuritySettings settings)
    {
        var signIns = settings.SignInsPerMinute;
        var progress = settings.ProgressPerMinute;
        var requests = settings.RequestsPerMinute;
        return services.AddRateLimiter(options =>
        {
            options.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(http => http.User.Identity?.IsAuthenticated == true
                ? RateLimitPartition.GetTokenBucketLimiter("account " + http.User.AccountId(), _ => new() { TokenLimit = requests, TokensPerPeriod = Math.Max(1, requests / 60), ReplenishmentPeriod = TimeSpan.FromSeconds(1), AutoReplenishment = true })
                : RateLimitPartition.GetNoLimiter(""));
            options.AddPolicy(Progress, http => PerMinute(http, progress));
            options.AddPolicy(SignIn, http => PerMinute(http, signIns));
            options.OnRejected = RefuseAsync;
        });
    }

    private static RateLimitPartition<string> PerMinute(HttpContext http, int most) =>
        RateLimitPartition.GetFixedWindowLimiter(RemoteAddress.Of(http), _ => new() { PermitLimit = most, Window = TimeSpan.FromMinutes(1) });

    private static async ValueTask RefuseAsync(OnRejectedContext context, CancellationToken ct)
    {
        var http = context.HttpContext;
        var wait = context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var known) && known > TimeSpan.Zero ? known : TimeSpan.FromMinutes(1);
        var user = http.User.Identity?.IsAuthenticated == true ? http.User.AccountId() : null;
        http.RequestServices.GetRequiredService<ISecurityLog>().Count(new(SecurityEvents.RateLimited, "refused") { Account = user, Address = RemoteAddress.Of(http), Subject = SecurityWatch.RouteOf(http) });
        var seconds = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        await PageProblem.AnswerAsync(
            http, 429, "request.tooMany", $"请求过于频繁，本次操作未执行：请 {seconds} 秒后再试。", $"Too many requests, and this one was not carried out: try again in {seconds} seconds.", retryAfter: wait);
    }
}
