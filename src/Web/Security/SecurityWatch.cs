using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Runtime.Security;
using JieSuJiBan.Web.Http;

namespace JieSuJiBan.Web.Security;

/// <summary>Counts what was refused for want of a sign-in or a right. The route stands for the address: an address may hold a person's data.</summary>
internal static class SecurityWatch
{
    private const string Refusal = "jsjb.refused";

    /// <summary>Call it before everything that refuses.</summary>
    public static IApplicationBuilder UseSecurityWatch(this IApplicationBuilder app) => app.Use(async (http, next) =>
    {
        await next(http);
        var outcome = http.Response.StatusCode switch
        {
            StatusCodes.Status401Unauthorized => "unauthenticated",
            StatusCodes.Status403Forbidden => "forbidden",
            _ => http.Items[Refusal] as string,
        };
        // What became of a password is an event of its own, and the page that says a refusal is not a second one.
        if (outcome is null || http.Request.Path.Equals("/api/auth/login", StringComparison.OrdinalIgnoreCase) || http.Request.Path.Equals("/denied", StringComparison.OrdinalIgnoreCase)) return;
        var account = http.User.Identity?.IsAuthenticated == true ? http.User.AccountId() : null;
        http.RequestServices.GetRequiredService<ISecurityLog>().Count(new(SecurityEvents.Refused, outcome) { Account = account, Address = RemoteAddress.Of(http), Subject = RouteOf(http) });
    });

    /// <summary>Says that a page was refused by leading somewhere else.</summary>
    public static void MarkRefused(HttpContext http, bool isStranger) => http.Items[Refusal] = isStranger ? "unauthenticated" : "forbidden";

    /// <summary>Method and route of a request, without what stands in its places.</summary>
    public static string RouteOf(HttpContext http) => $"{(http.Request.Method.Length <= 10 ? http.Request.Method : "?")} {(http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "(no route)"}";
}
