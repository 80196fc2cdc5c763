using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace JieSuJiBan.Host.Tests.Jobs;

/// <summary>An SMS gateway that hangs, refuses or works, as the test says; it remembers what it took.</summary>
internal sealed class FakeGateway : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly CancellationTokenSource closing = new();

    private FakeGateway(WebApplication app) => this.app = app;

    /// <summary>The status of its answers; null: it accepts the request and never answers.</summary>
    public int? Status { get; set; }

    /// <summary>Idempotency keys of what it answered with success, each as often as that happened.</summary>
    public ConcurrentQueue<string> Taken { get; } = [];

    /// <summary>Requests that came in, whatever became of them.</summary>
    public int Asked => asked;

    private int asked;

    public string Address => app.Urls.First();

    public static async Task<FakeGateway> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var gateway = new FakeGateway(builder.Build());
        gateway.app.Run(gateway.AnswerAsync);
        await gateway.app.StartAsync(TestContext.Current.CancellationToken);
        return gateway;
    }

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        await app.DisposeAsync();
        closing.Dispose();
    }

    private async Task AnswerAsync(HttpContext http)
    {
        Interlocked.Increment(ref asked);
        if (Status is not { } status)
        {
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, closing.Token);
            await Task.Delay(Timeout.Infinite, ended.Token).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            return;
        }

        http.Response.StatusCode = status;
        if (status == 200) Taken.Enqueue(http.Request.Headers["Idempotency-Key"].ToString());
    }
}
