using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Application.Settings;
using JieSuJiBan.Runtime.Identity;
using JieSuJiBan.Runtime.Schema;
using JieSuJiBan.Runtime.Vault;
using JieSuJiBan.Web.Http;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace JieSuJiBan.Web.Security;

/// <summary>Sign-in by cookie for pages and by bearer token for programs; everything not allowed is denied.</summary>
internal static class SecuritySetup
{
    /// <summary>Chooses the cookie or the bearer token by what the request carries.</summary>
    public const string Scheme = "jsjb";

    public static IServiceCollection AddJieSuJiBanSecurity(this IServiceCollection services, SecuritySettings settings, DemoSettings demo, Exposure exposure)
    {
        var rules = SessionRules.Of(settings);
        services.AddSingleton(rules);
        services.AddSingleton<SessionStore>();
        services.AddSingleton<SessionCheck>();
        services.AddSingleton(new DemoRule(exposure.IsLocal || demo.Public, !exposure.IsLocal || exposure.Proxies.Count > 0));
        services.AddTransport(exposure);
        services.AddDataProtection().SetApplicationName("JieSuJiBan");
        services.AddSingleton<IXmlRepository, ProtectionKeys>();
        services.AddSingleton<IMasterKeyUser, RingWraps>();
        services.AddOptions<KeyManagementOptions>().Configure<IXmlRepository, MasterKeys>((options, ring, keys) => (options.XmlRepository, options.XmlEncryptor) = (ring, new RingEncryptor(keys)));

        services.AddAuthentication(options =>
            {
                options.DefaultScheme = Scheme;
                options.DefaultSignInScheme = IdentityConstants.ApplicationScheme;
                options.DefaultSignOutScheme = IdentityConstants.ApplicationScheme;
            })
            .AddPolicyScheme(Scheme, null, options => options.ForwardDefaultSelector = http =>
                http.Request.Headers.Authorization.ToString().StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
                    ? IdentityConstants.BearerScheme
                    : IdentityConstants.ApplicationScheme)
            .AddBearerToken(IdentityConstants.BearerScheme, options =>
            {
                options.BearerTokenExpiration = TimeSpan.FromMinutes(30);
                options.RefreshTokenExpiration = rules.Longest;
                options.Events.OnMessageReceived = CheckTokenAsync;
            })
            .AddIdentityCookies();
        services.ConfigureApplicationCookie(options =>
        {
            options.Cookie.Name = "jsjb";
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Lax;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            // The session decides, and its end is told in words; the cookie outlasts it.
            options.ExpireTimeSpan = rules.Longest + TimeSpan.FromDays(7);
            options.SlidingExpiration = false;
            options.Events.OnValidatePrincipal = CheckCookieAsync;
            options.LoginPath = "/sign-in";
            options.AccessDeniedPath = "/denied";
        });
        services.AddIdentityCore<Account>(options =>
            {
                // What a password has to be, CommonPasswords says; what wrong ones lead to, SignInSlowing.
                options.Password = new() { RequiredLength = 1, RequiredUniqueChars = 1, RequireDigit = false, RequireLowercase = false, RequireUppercase = false, RequireNonAlphanumeric = false };
            })
            .AddRoles<IdentityRole>()
            .AddEntityFrameworkStores<JsjbDbContext>()
            .AddPasswordValidator<CommonPasswords>()
            .AddClaimsPrincipalFactory<AccountClaims>()
            .AddSignInManager<SessionSignIn>();
        services.AddScoped<AccountAdministration>();

        services.AddAuthorization(options =>
        {
            options.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build();
            foreach (var permission in Permissions.All) options.AddPolicy(permission.Name, policy => policy.RequireRole(permission.Roles));
        });
        services.AddCascadingAuthenticationState();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, RefusalsAsProblems>();
        services.AddSingleton<SignInSlowing>();
        services.AddSingleton<KnownDevice>();
        services.AddScoped<SignIns>();
        return services;
    }

    private static async Task CheckCookieAsync(CookieValidatePrincipalContext context)
    {
        if (!await context.HttpContext.RequestServices.GetRequiredService<SessionCheck>().IsGoodAsync(context.HttpContext, context.Principal)) context.RejectPrincipal();
    }

    private static async Task CheckTokenAsync(MessageReceivedContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        const string Prefix = "Bearer ";
        if (!header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)) return;
        // What the handler itself makes of a token that is broken or too old, it says.
        var options = context.HttpContext.RequestServices.GetRequiredService<IOptionsMonitor<BearerTokenOptions>>().Get(context.Scheme.Name);
        if (options.BearerTokenProtector.Unprotect(header[Prefix.Length..]) is not { } ticket) return;
        if (!await context.HttpContext.RequestServices.GetRequiredService<SessionCheck>().IsGoodAsync(context.HttpContext, ticket.Principal)) context.Fail("The session is over.");
    }
}

/// <summary>Programs are told why in problem details; people are led to the sign-in page.</summary>
internal sealed class RefusalsAsProblems : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler pages = new();

    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        // The front page leads whoever is not signed in to the sign-in page: that is no refusal.
        if (!authorizeResult.Succeeded && context.Request.Path != "/") SecurityWatch.MarkRefused(context, authorizeResult.Challenged);
        if (authorizeResult.Challenged && IsFormTooLate(context)) return ShowTypedAsync(context);
        if (authorizeResult.Succeeded || !Problems.IsForPrograms(context.Request.Path)) return pages.HandleAsync(next, context, policy, authorizeResult);
        if (authorizeResult.Challenged) context.Response.Headers.WWWAuthenticate = "Bearer";
        return (!authorizeResult.Challenged ? Problems.NotYours : SessionCheck.HasEnded(context) ? Problems.SessionEnded : Problems.SignInFirst).ExecuteAsync(context);
    }

    // Whoever signed out in another window, or whose cookie the browser has dropped, sends no sign-in at all: the words are as dear.
    private static bool IsFormTooLate(HttpContext http) =>
        HttpMethods.IsPost(http.Request.Method) && !Problems.IsForPrograms(http.Request.Path) && (SessionCheck.HasEnded(http) || (http.Request.HasFormContentType && RequestOrigin.IsOwn(http.Request)));

    /// <summary>A form that comes when its sign-in is over is not taken, and not lost: what was typed is shown.</summary>
    private static async Task ShowTypedAsync(HttpContext http)
    {
        if (RequestOrigin.IsOwn(http.Request)) await http.ReadFormAtTheEdgeAsync();
        await PageProblem.RenderAsync(http, StatusCodes.Status401Unauthorized, new(
            "登录已结束（已退出、超过时限，或账号、权限有变动），提交没有生效。请先复制下面的内容，重新登录后再提交。",
            "Your sign-in is over (it was ended, lasted its time, or the account or its rights have changed), and nothing was taken. Copy what is shown below, sign in again and send it once more."));
    }
}
