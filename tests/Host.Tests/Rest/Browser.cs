using System.Net;
using System.Text.RegularExpressions;

namespace JieSuJiBan.Host.Tests.Rest;

/// <summary>A browser without a window: keeps cookies as the server sends them, follows nothing, and sends forms with what was on the page.</summary>
internal sealed class Browser : IDisposable
{
    private readonly HttpClient client;
    private readonly Dictionary<string, string> cookies = new(StringComparer.Ordinal);

    public Browser(string address, params (string Name, string Value)[] headers)
    {
        // The certificate of a test is nobody's.
        client = new(new HttpClientHandler { UseCookies = false, AllowAutoRedirect = false, ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator }) { BaseAddress = new(address) };
        foreach (var (name, value) in headers) client.DefaultRequestHeaders.TryAddWithoutValidation(name, value);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>What it holds, as it would send it.</summary>
    public string Cookies => string.Join("; ", cookies.Select(cookie => $"{cookie.Key}={cookie.Value}"));

    /// <summary>Every cookie as it was set.</summary>
    public List<string> Set { get; } = [];

    public async Task<(HttpStatusCode Status, string Text, HttpResponseMessage Message)> GetAsync(string path) => await SendAsync(new(HttpMethod.Get, path));

    public async Task<(HttpStatusCode Status, string Text, HttpResponseMessage Message)> PostAsync(string path, params (string Name, string Value)[] form) =>
        await SendAsync(new(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(form.Select(field => KeyValuePair.Create(field.Name, field.Value))) });

    public async Task<(HttpStatusCode Status, string Text, HttpResponseMessage Message)> SignInAsync(string account, string password)
    {
        var page = (await GetAsync("/sign-in")).Text;
        return await PostAsync("/sign-in", ("__RequestVerificationToken", Field(page, "__RequestVerificationToken")), ("_handler", Field(page, "_handler")), ("name", account), ("password", password));
    }

    /// <summary>Presses the button that every page has.</summary>
    public async Task SignOutAsync(string on)
    {
        var page = (await GetAsync(on)).Text;
        Assert.Equal(HttpStatusCode.Redirect, (await PostAsync("/sign-out", ("__RequestVerificationToken", Field(page, "__RequestVerificationToken")))).Status);
    }

    public void Dispose() => client.Dispose();

    private static string Field(string page, string name) => WebUtility.HtmlDecode(Regex.Match(page, $"name=\"{name}\" value=\"([^\"]+)\"").Groups[1].Value);

    private async Task<(HttpStatusCode Status, string Text, HttpResponseMessage Message)> SendAsync(HttpRequestMessage request)
    {
        if (cookies.Count > 0) request.Headers.Add("Cookie", Cookies);
        var answer = await client.SendAsync(request, Cancellation);
        foreach (var set in answer.Headers.TryGetValues("Set-Cookie", out var sent) ? sent : [])
        {
            Set.Add(set);
            var (name, value) = (set[..set.IndexOf('=', StringComparison.Ordinal)], set[(set.IndexOf('=', StringComparison.Ordinal) + 1)..].Split(';')[0]);
            if (value.Length == 0) cookies.Remove(name);
            else cookies[name] = value;
        }

        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancellation), answer);
    }
}
