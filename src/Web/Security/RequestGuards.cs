using JieSuJiBan.Web.Http;
using Microsoft.AspNetCore.Http.Features;
using Scalar.AspNetCore;

namespace JieSuJiBan.Web.Security;

/// <summary>What every request passes before anything is read from it.</summary>
internal static class RequestGuards
{
    /// <summary>Scripts, styles and pictures come from this server only; forms go back to it only; no other site may frame a page.</summary>
    public const string ContentPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>Where the dashboard of background jobs is.</summary>
    public const string JobsDashboard = "/jobs";

    // Ready-made pages, each with what it cannot do without (the hash is that of the one style which the dashboard's diagrams bring). The designer
    // states its own policy.
    private const string Jobs =
        "default-src 'none'; script-src 'self'; style-src 'self' 'sha256-z7zcnw/4WalZqx+PrNaRnoeLz/G9WXuFqV1WCJ129sg='; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private const string Reference =
        "default-src 'none'; script-src 'self' 'nonce-{0}'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>Headers that keep foreign scripts, frames and sniffers out. Nothing is loaded from anywhere else.</summary>
    public static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = http.Request.Path.StartsWithSegments(JobsDashboard) ? Jobs : ContentPolicy;
        // The page's one inline script is let in by a number that nobody can guess, which it is given when it is made.
        http.Response.OnStarting(() =>
        {
            if (http.Items[ScalarOptions.NonceHttpContextItemKey] is string nonce) headers.ContentSecurityPolicy = Reference.Replace("{0}", nonce, StringComparison.Ordinal);
            return Task.CompletedTask;
        });
        headers.XFrameOptions = "DENY";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
        if (Problems.IsForPrograms(http.Request.Path)) headers.CacheControl = "no-store";
        return next(http);
    });

    /// <summary>Refuses bodies that say they are too large, before they are sent. The designer's API takes larger ones, and says its own word.</summary>
    public static IApplicationBuilder UseBodyLimit(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        // The designer's API says its own word about what is too large.
        var isDesigner = http.Request.Path.StartsWithSegments("/elsa/api");
        var limit = isDesigner ? RequestSizes.DesignerBytes : TakesFiles(http.Request) ? RequestSizes.UploadBytes : RequestSizes.BodyBytes;
        if (!isDesigner && http.Request.ContentLength > limit)
        {
            var most = limit / 1024 / 1024;
            return limit == RequestSizes.BodyBytes && Problems.IsForPrograms(http.Request.Path) ? Problems.TooLarge.ExecuteAsync(http)
                : PageProblem.AnswerAsync(http, 413, "request.tooLarge", $"提交的内容超过 {most} MB 上限，没有保存：请压缩文件或分几次提交。", $"What was sent is larger than {most} MB and was not saved: make the files smaller, or send them one after another.");
        }

        if (limit != RequestSizes.BodyBytes && http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = limit;
        return next(http);
    });

    private static bool TakesFiles(HttpRequest request) => HttpMethods.IsPost(request.Method)
        && (request.Path.Equals("/api/attachments", StringComparison.OrdinalIgnoreCase)
            || TakesSheet(request.Path)
            || (!Problems.IsForPrograms(request.Path) && request.ContentType?.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase) == true));

    /// <summary>True for addresses that take a whole list as a file.</summary>
    private static bool TakesSheet(PathString path) => path.StartsWithSegments("/api/policies", out var rest) && rest.Value is { } tail
        && (tail.EndsWith("/rows", StringComparison.OrdinalIgnoreCase) || tail.EndsWith("/rows.csv", StringComparison.OrdinalIgnoreCase) || tail.EndsWith("/rows/faults.csv", StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// A browser sends the cookie along with what another site asks of it: commands that rest on the cookie must come
    /// from our own pages. Bearer tokens are never sent along by themselves.
    /// </summary>
    public static IApplicationBuilder UseSameOriginCommands(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        var request = http.Request;
        var harmless = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method)
            || !Problems.IsForPrograms(request.Path) || request.Headers.Authorization.Count > 0;
        if (harmless || RequestOrigin.IsOwn(request)) return next(http);
        return Problems.CrossSite.ExecuteAsync(http);
    });

    /// <summary>
    /// A wrong method or media type is said before anybody is asked to sign in. Routing refuses by an endpoint of its own, which belongs to no route:
    /// it sets the status and says which methods are allowed.
    /// </summary>
    public static IApplicationBuilder UseRoutingRefusals(this IApplicationBuilder app) => app.Use(async (http, next) =>
    {
        if (!Problems.IsForPrograms(http.Request.Path) || http.GetEndpoint() is not { RequestDelegate: { } refuse } endpoint || endpoint is RouteEndpoint)
        {
            await next(http);
            return;
        }

        await refuse(http);
        if (!http.Response.HasStarted) await Problems.OfStatus(http.Response.StatusCode).ExecuteAsync(http);
    });
}
