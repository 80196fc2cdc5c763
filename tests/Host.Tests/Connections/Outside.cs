using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace JieSuJiBan.Host.Tests.Connections;

/// <summary>Somebody outside who listens: redirects, echoes, and answers with more than was asked for.</summary>
internal sealed class Outside : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<Heard> heard = new();

    private Outside(WebApplication app) => this.app = app;

    public string Address => app.Urls.First();

    public int Port => new Uri(Address).Port;

    public IReadOnlyList<Heard> Requests => [.. heard];

    public static async Task<Outside> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var outside = new Outside(app);
        app.Run(outside.AnswerAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return outside;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        var body = await reader.ReadToEndAsync(http.RequestAborted);
        heard.Enqueue(new(http.Request.Path, body, http.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase)));
        switch (http.Request.Path.Value)
        {
            case "/hook/redirect":
                http.Response.StatusCode = 307;
                http.Response.Headers.Location = "/internal-secret";
                break;
            case "/hook/echo":
                await http.Response.WriteAsJsonAsync(new { key = http.Request.Headers["X-Key"].ToString() }, http.RequestAborted);
                break;
            default:
                await http.Response.WriteAsJsonAsync(new { result = "OK-7", @internal = "metadata-credentials-LEAKED", echo = body }, http.RequestAborted);
                break;
        }
    }
}

/// <summary>What was heard outside.</summary>
internal sealed record Heard(string Path, string Body, IReadOnlyDictionary<string, string> Headers);
