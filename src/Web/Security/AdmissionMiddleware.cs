using System.Diagnostics;
using System.Net;
using JieSuJiBan.Application.Settings;
using JieSuJiBan.Web.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace JieSuJiBan.Web.Security;

/// <summary>Turns requests away before the node is too slow for those that it has let in. Probes are always answered.</summary>
internal static class AdmissionMiddleware
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);

    // A refusal comes after a moment: who asks again at once would otherwise cost more than an answer. It comes later where the machine lags.
    private static readonly TimeSpan BeforeRefusal = TimeSpan.FromMilliseconds(500), LongestBeforeRefusal = TimeSpan.FromSeconds(3);
    private const int LagWeight = 4;

    // So much of a body is awaited before the request takes a place, or a few callers who send slowly would take them all.
    private const int AwaitedBytes = 64 * 1024;

    // Whoever has filled in a form has more to lose by a refusal than by a wait.
    private static readonly TimeSpan PatienceOfForms = TimeSpan.FromSeconds(5);

    // An export, an upload, a trial, the check of a definition: they take a place, but do not tell how fast the node is.
    private static readonly string[] LongWork =
    [
        "/api/history", "/api/attachments", "/api/governance", "/api/policies", "/api/units", "/api/definitions", "/elsa/api", "/attachments", "/policies", "/changes",
        "/designer", "/runs", "/sandbox", "/jobs",
    ];

    public static IServiceCollection AddAdmission(this IServiceCollection services)
    {
        services.AddSingleton(provider =>
        {
            var settings = provider.GetRequiredService<IOptions<AdmissionSettings>>().Value;
            return AdmissionOptions.Default with { Start = settings.Start, Most = settings.Most, Target = settings.Target, Patience = settings.Patience };
        });
        return services.AddSingleton(provider => new AdmissionControl(provider.GetRequiredService<AdmissionOptions>(), TimeProvider.System));
    }

    public static IApplicationBuilder UseAdmission(this IApplicationBuilder app)
    {
        var control = app.ApplicationServices.GetRequiredService<AdmissionControl>();
        var patience = app.ApplicationServices.GetRequiredService<AdmissionOptions>().Patience;
        return app.Use(async (http, next) =>
        {
            if (http.Request.Path.StartsWithSegments("/health"))
            {
                await next(http);
                return;
            }

            if (http.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true }) await ArriveAsync(http);
            var isProgram = Problems.IsForPrograms(http.Request.Path);
            var isForm = !isProgram && HttpMethods.IsPost(http.Request.Method);
            var allowed = isForm ? PatienceOfForms : patience;
            var asked = Stopwatch.GetTimestamp();
            if (await control.EnterAsync(allowed, http.RequestAborted) is not { } entered)
            {
                await Task.Delay(HoldAfter(Stopwatch.GetElapsedTime(asked) - allowed), http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (http.RequestAborted.IsCancellationRequested) return;
                await (isProgram ? Problems.Overloaded(RetryAfter).ExecuteAsync(http) : WriteBusyPageAsync(http));
                return;
            }

            try
            {
                await next(http);
            }
            finally
            {
                control.Leave(entered, counts: !TakesLong(http));
            }
        });
    }

    /// <summary>How long a refusal is held, where the wait before it took so much longer than it should have.</summary>
    internal static TimeSpan HoldAfter(TimeSpan lag) => lag <= TimeSpan.Zero ? BeforeRefusal : TimeSpan.FromTicks(Math.Min(LongestBeforeRefusal.Ticks, BeforeRefusal.Ticks + (lag.Ticks * LagWeight)));

    /// <summary>What is wrong with a body is told by whoever reads it.</summary>
    private static async Task ArriveAsync(HttpContext http)
    {
        var body = http.Request.BodyReader;
        try
        {
            var arrived = await body.ReadAtLeastAsync(AwaitedBytes, http.RequestAborted);
            body.AdvanceTo(arrived.Buffer.Start);
        }
        catch (BadHttpRequestException)
        {
            // Too slow, too large or cut off: the reader meets it again and answers.
        }
    }

    private static bool TakesLong(HttpContext http) =>
        http.Request.ContentLength > 256 * 1024 || Array.Exists(LongWork, path => http.Request.Path.StartsWithSegments(path));

    private static Task WriteBusyPageAsync(HttpContext http)
    {
        http.Response.StatusCode = (int)HttpStatusCode.ServiceUnavailable;
        http.Response.Headers.RetryAfter = $"{RetryAfter.TotalSeconds:0}";
        http.Response.ContentType = "text/html; charset=utf-8";
        return http.Response.WriteAsync(
            "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><title>系统繁忙</title>"
            + "<h1>系统繁忙</h1><p>本次没有办理任何事。请用浏览器的“后退”回到上一页，填写的内容还在，稍后再提交。</p>"
            + "<p lang=\"en\">The service is busy and has done nothing. Go back in your browser, what you typed is still there, and send it again in a moment.</p></html>",
            http.RequestAborted);
    }
}
