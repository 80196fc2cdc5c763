using JieSuJiBan.Application.Commands;


namespace JieSuJiBan.Web.Http;

/// <summary>The page that a person sees in place of the one that could not be shown.</summary>
public interface IProblemPage
{
    /// <summary>Writes it, in its own scope: what a failed page left in the services belongs to that one.</summary>
    /// <param name="http">The request.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="why">Why, where more is known than the status.</param>
    /// <param name="typed">What was typed into the form that was not taken.</param>
    Task RenderAsync(HttpContext http, int status, Sentence? why, IReadOnlyList<string> typed);
}

/// <summary>A refusal in words, as its reader needs it: problem details for programs, a page for people.</summary>
internal static class PageProblem
{
    // Longer than a request may be is no text that somebody typed, but a sheet or a file that a page carries along.
    private const int LongestTyped = 50_000;

    private static readonly string[] NotTyped = ["__RequestVerificationToken", "_handler", "password"];

    public static Task AnswerAsync(HttpContext http, int status, string code, string chinese, string english, IReadOnlyList<FieldProblem>? errors = null, TimeSpan? retryAfter = null)
    {
        var refusal = Problems.Of(status, code, chinese, english, errors: errors, retryAfter: retryAfter);
        if (Problems.IsForPrograms(http.Request.Path)) return refusal.ExecuteAsync(http);
        if (retryAfter is { } wait) http.Response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return RenderAsync(http, status, new(chinese, english));
    }

    /// <summary>The page that tells of a status, in place of the one that the address names; with what was typed, so that it can be copied.</summary>
    public static async Task RenderAsync(HttpContext http, int status, Sentence? why = null)
    {
        var typed = TypedIn(http);
        var services = http.RequestServices;
        // A scope renders one page: what a failed one left in its services (the navigation manager) belongs to that one.
        await using var scope = services.CreateAsyncScope();
        try
        {
            http.RequestServices = scope.ServiceProvider;
            // Nothing of the failed attempt stays: neither its headers nor the form that it sent.
            http.Request.Method = HttpMethods.Get;
            http.Response.Headers.Remove("blazor-enhanced-nav");
            http.Response.Headers.CacheControl = "no-cache, no-store";
            await scope.ServiceProvider.GetRequiredService<IProblemPage>().RenderAsync(http, status, why, typed);
        }
        finally
        {
            http.RequestServices = services;
        }
    }

    private static string[] TypedIn(HttpContext http)
    {
        // Another site's form gets nothing of it shown.
        if (!HttpMethods.IsPost(http.Request.Method) || http.FormAtTheEdge() is not { } form || !RequestOrigin.IsOwn(http.Request)) return [];
        return
        [
            .. form.Where(field => !NotTyped.Contains(field.Key, StringComparer.OrdinalIgnoreCase))
                .SelectMany(field => field.Value.OfType<string>().Where(text => text.Length <= LongestTyped && KeptText.Is(text) && (IsProse(text) || IsNumber(field.Key, text))))
                .Distinct(StringComparer.Ordinal),
        ];
    }

    // A caller's number is as typed as a sentence.
    private static bool IsNumber(string name, string text) =>
        text.Any(char.IsAsciiDigit) && (name.EndsWith("phone", StringComparison.OrdinalIgnoreCase) || name.EndsWith("number", StringComparison.OrdinalIgnoreCase) || name is "mail" or "account");

    /// <summary>What somebody typed, and not the code of a choice or the id of a row.</summary>
    private static bool IsProse(string text) => text.Trim() is { Length: > 1 } words && words.Any(letter => letter > 0x7F || char.IsWhiteSpace(letter));
}
