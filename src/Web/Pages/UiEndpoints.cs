using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Runtime.Vault;
using JieSuJiBan.Web.Http;
using JieSuJiBan.Web.Pages.Models;
using JieSuJiBan.Web.Security;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Localization;
using Microsoft.Extensions.DependencyInjection.Extensions;
using NodaTime;

namespace JieSuJiBan.Web.Pages;

/// <summary>Puts the pages into the host: Razor components rendered on the server, no script framework.</summary>
public static class UiEndpoints
{
    private static readonly string[] Languages = ["zh-CN", "en"];

    // By the program's name: a test that starts it is another program.
    private const string Assets = "JieSuJiBan.Host.staticwebassets.endpoints.json";

    // Ready-made pages that answer for themselves.
    private static readonly string[] ReadyMade = ["/reference", "/studio", "/jobs"];

    /// <summary>Services of the pages.</summary>
    public static IServiceCollection AddJieSuJiBanUi(this IServiceCollection services)
    {
        services.AddRazorComponents();

        // Chinese goes out as it is: as numeric references it would be three times as long.
        services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All));
        services.AddCascadingAuthenticationState();
        services.AddLocalization();
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "jsjb.form";
            options.Cookie.SameSite = SameSiteMode.Strict;
        });
        services.Configure<RequestLocalizationOptions>(options =>
        {
            options.SetDefaultCulture(Languages[0]).AddSupportedCultures(Languages).AddSupportedUICultures(Languages);
            // The reader's own choice counts; a browser's default language does not turn a Chinese office's pages English.
            options.RequestCultureProviders = [new CookieRequestCultureProvider { CookieName = "jsjb.language" }];
        });
        services.TryAddSingleton<IClock>(SystemClock.Instance);
        services.AddSingleton<IProblemPage, ProblemPage>();
        services.AddScoped<Display>();
        services.AddScoped<PendingReadings>();
        services.AddHttpContextAccessor();
        services.TryAddSingleton<SignInRate>();
        services.TryAddSingleton(new DemoRule(maySignIn: true, isReached: false));
        services.TryAddScoped<IAccountGate, AccountGate>();
        services.TryAddScoped<ITicketPages, TicketPages>();
        return services;
    }

    /// <summary>Routes of the pages. Call it after authentication, authorization and antiforgery.</summary>
    public static WebApplication MapJieSuJiBanUi(this WebApplication app)
    {
        app.Use(TellFailureAsync);
        app.Use(GuardPage);
        app.Use(HeldAnswers.InvokeAsync);

        // The framework adds routes of its own that say nothing of who may call them: those ask for a signed-in account, in so many words.
        var pages = app.MapGroup("");
        ((IEndpointConventionBuilder)pages).Finally(route =>
        {
            if (!route.Metadata.Any(said => said is IAuthorizeData or IAllowAnonymous)) route.Metadata.Add(new AuthorizeAttribute());
        });
        pages.MapStaticAssets(Assets).AllowAnonymous();
        pages.MapRazorComponents<App>().WithStaticAssets(Assets);
        pages.MapGet("/language/{culture}", ChooseLanguage).AllowAnonymous().ExcludeFromDescription();
        pages.MapPost("/sign-out", SignOutAsync).AllowAnonymous().ExcludeFromDescription();
        return app;
    }

    /// <summary>True for addresses that a person opens: there a failure is a page, elsewhere it is problem details.</summary>
    private static bool IsForPeople(HttpContext context) =>
        !Problems.IsForPrograms(context.Request.Path) && !ReadyMade.Any(path => context.Request.Path.StartsWithSegments(path));

    /// <summary>Answers without a word (no such address, an expired form) become a page. What throws, the host tells.</summary>
    private static async Task TellFailureAsync(HttpContext context, RequestDelegate next)
    {
        await next(context);
        var response = context.Response;
        if (response is { HasStarted: false, StatusCode: >= 400, ContentLength: null or 0 } && IsForPeople(context))
        {
            await PageProblem.RenderAsync(context, response.StatusCode);
        }
    }

    /// <summary>Pages hold personal data: no cache keeps them, nothing from elsewhere runs in them.</summary>
    private static Task GuardPage(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>() is not null)
        {
            var headers = context.Response.Headers;
            headers.ContentSecurityPolicy = RequestGuards.ContentPolicy;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "same-origin";
            headers.CacheControl = "no-cache, no-store";
            headers.Pragma = "no-cache";
        }

        return next(context);
    }

    private static RedirectHttpResult ChooseLanguage(string culture, string? returnUrl, HttpContext context)
    {
        if (Languages.Contains(culture))
        {
            context.Response.Cookies.Append(
                "jsjb.language",
                CookieRequestCultureProvider.MakeCookieValue(new(CultureInfo.GetCultureInfo(culture))),
                new() { MaxAge = TimeSpan.FromDays(365), HttpOnly = true, SameSite = SameSiteMode.Lax, IsEssential = true, Path = "/" });
        }

        return TypedResults.LocalRedirect(Local.Path(returnUrl));
    }

    private static async Task<IResult> SignOutAsync(HttpContext context, IAntiforgery antiforgery, IAccountGate gate)
    {
        // Whose sign-in is over already has nothing that another site could end.
        if (!SessionCheck.HasEnded(context) && !await antiforgery.IsRequestValidAsync(context)) return TypedResults.StatusCode(StatusCodes.Status400BadRequest);
        await gate.SignOutAsync();
        return TypedResults.LocalRedirect("/sign-in");
    }
}
