using JieSuJiBan.Web.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace JieSuJiBan.Web.Security;

/// <summary>How requests come and answers go: through known proxies, under known names, over HTTPS wherever others than this machine could read along.</summary>
internal static class Transport
{
    /// <summary>Before the name of each of our cookies over HTTPS: a browser then takes it from this very host only, and over HTTPS only.</summary>
    public const string CookiePrefix = "__Host-";

    private const string CookieName = "jsjb";

    public static IServiceCollection AddTransport(this IServiceCollection services, Exposure exposure)
    {
        services.AddSingleton(exposure);
        // After everybody else's: the framework has a switch of its own that would believe any caller.
        services.PostConfigure<ForwardedHeadersOptions>(options =>
        {
            options.ForwardedHeaders = exposure.Proxies.Count == 0 ? ForwardedHeaders.None : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
            options.ForwardLimit = null;
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            foreach (var network in exposure.Proxies) options.KnownIPNetworks.Add(network);
        });
        // Ours speaks both languages, and looks at the name that the proxy was asked under.
        services.PostConfigure<Microsoft.AspNetCore.HostFiltering.HostFilteringOptions>(options => options.AllowedHosts = ["*"]);
        services.AddHsts(options =>
        {
            options.MaxAge = TimeSpan.FromDays(365);
            options.IncludeSubDomains = true;
            options.ExcludedHosts.Clear();
        });
        return services;
    }

    public static IApplicationBuilder UseTransport(this IApplicationBuilder app)
    {
        var exposure = app.ApplicationServices.GetRequiredService<Exposure>();
        var hosts = exposure.Hosts.Contains("*") ? null : exposure.Hosts.Select(host => new StringSegment(host)).ToArray();
        app.UseForwardedHeaders();
        app.Use((http, next) => IsProbe(http) || hosts is null || HostString.MatchesAny(http.Request.Host.Host, hosts) ? next(http)
            : PageProblem.AnswerAsync(http, 400, "request.host", "本服务不使用这个主机名。如属部署需要，请系统管理员把它加入设置 AllowedHosts。", "The service does not go by this host name. If it should, a system administrator adds it to the setting AllowedHosts."));
        app.UseHsts();
        app.Use((http, next) => http.Request.IsHttps || IsProbe(http) || Exposure.IsLoopback(http.Connection.LocalIpAddress) ? next(http)
            : PageProblem.AnswerAsync(http, 403, "request.notHttps", "请改用 https 访问：未加密的请求不予受理。经代理访问时，代理须受信任（设置 Proxy__Trusted）并发送 X-Forwarded-Proto。", "Use https: requests in clear are not taken. A proxy must be trusted (setting Proxy__Trusted) and send X-Forwarded-Proto."));
        return app.Use(TranslateAsync);
    }

    /// <summary>An address within the site without scheme and host: whoever sets the Host header chooses nothing.</summary>
    public static string Relative(string location, string origin)
    {
        if (!location.StartsWith(origin, StringComparison.OrdinalIgnoreCase) || (location.Length > origin.Length && location[origin.Length] is not ('/' or '?' or '#'))) return location;
        var rest = location[origin.Length..];
        return rest is ['/', ..] ? Local.Path(rest) : "/" + rest;
    }

    /// <summary>Over HTTPS our cookies go by another name than in clear, so that one never counts for the other.</summary>
    private static Task TranslateAsync(HttpContext http, RequestDelegate next)
    {
        if (http.Request.IsHttps && http.Request.Headers.Cookie.Count > 0) http.Request.Headers.Cookie = string.Join("; ", http.Request.Headers.Cookie.SelectMany(line => line!.Split(';', StringSplitOptions.TrimEntries)).Select(Received).OfType<string>());
        // First in, last to run: everybody else has written by then.
        http.Response.OnStarting(() =>
        {
            var headers = http.Response.Headers;
            if (http.Request.IsHttps && headers.SetCookie.Count > 0) headers.SetCookie = headers.SetCookie.Select(Sent).ToArray();
            if (headers.Location is [{ } location]) headers.Location = Relative(location, $"{http.Request.Scheme}://{http.Request.Host.Value}");
            return Task.CompletedTask;
        });
        return next(http);
    }

    private static string? Received(string cookie) => cookie.StartsWith(CookiePrefix + CookieName, StringComparison.Ordinal) ? cookie[CookiePrefix.Length..]
        : cookie.StartsWith(CookieName, StringComparison.Ordinal) ? null : cookie;

    private static string? Sent(string? cookie)
    {
        if (cookie is null || !cookie.StartsWith(CookieName, StringComparison.Ordinal)) return cookie;
        var parsed = SetCookieHeaderValue.Parse(cookie);
        parsed.Name = CookiePrefix + parsed.Name;
        (parsed.Secure, parsed.Path, parsed.Domain) = (true, "/", default);
        return parsed.ToString();
    }

    private static bool IsProbe(HttpContext http) => http.Request.Path.StartsWithSegments("/health");
}
