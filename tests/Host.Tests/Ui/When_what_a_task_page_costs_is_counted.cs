using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using JieSuJiBan.Application.Demo;
using JieSuJiBan.Host.Tests.Rest;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace JieSuJiBan.Host.Tests.Ui;

/// <summary>A task's page asks the database little, and writes nothing before its reader has the first of it.</summary>
[Collection(nameof(Site))]
public sealed class When_what_a_task_page_costs_is_counted(Site site, ITestOutputHelper output)
{
    private const int MostStatements = 10;

    private const string FirstByte = "first byte";

    [Theory]
    [InlineData("dispatcher", "Dispatch")]
    [InlineData("wangjing", "SignedIn")]
    public async Task a_task_is_shown_and_completed_with_few_statements(string account, string outcome)
    {
        var timeline = new ConcurrentQueue<string>();
        await using var node = await site.NodeOnAsync(services => services.AddSingleton<IStartupFilter>(new FirstBytes(timeline)));
        await using var stop = new AsyncStop(node);
        var caseId = account == "wangjing" ? await Given.DispatchedAsync(site) : await Given.CreatedAsync(site);
        var task = await Given.OpenTaskAsync(await site.AsAsync(account), caseId);
        using var browser = new Browser(node.App.Urls.First());
        Assert.Equal(HttpStatusCode.Redirect, (await browser.SignInAsync(account, DemoAccounts.Password)).Status);

        var (shown, get) = await CountAsync(timeline, () => browser.GetAsync($"/tasks/{task}"));
        Assert.Equal(HttpStatusCode.OK, shown.Status);
        var token = WebUtility.HtmlDecode(Regex.Match(shown.Text, "name=\"__RequestVerificationToken\" value=\"([^\"]+)\"").Groups[1].Value);
        var (done, post) = await CountAsync(timeline, () => browser.PostAsync(
            $"/tasks/{task}", ("__RequestVerificationToken", token), ("_handler", "complete"), ("command", Guid.NewGuid().ToString()), ("outcome", outcome), ("classCode", "0102-01"), ("districtCode", "110105"), ("streetCode", "110105026")));
        Assert.True(done.Status == HttpStatusCode.Redirect, done.Text);
        var (after, next) = await CountAsync(timeline, () => browser.GetAsync(done.Message.Headers.Location!.ToString()));
        Assert.Equal(HttpStatusCode.OK, after.Status);

        Tell("GET", get);
        Tell("POST", post);
        Tell("redirect", next);
        Assert.InRange(Statements(get).Count(), 1, MostStatements);
        Assert.InRange(Statements(post).Count(), 1, MostStatements);
        Assert.InRange(Statements(next).Count(), 1, MostStatements);
        // Whose words were shown is on record all the same.
        Assert.Contains(get, IsWrite);
        Assert.DoesNotContain(get.TakeWhile(happened => happened != FirstByte), IsWrite);
        Assert.DoesNotContain(next.TakeWhile(happened => happened != FirstByte), IsWrite);
    }

    private static IEnumerable<string> Statements(IEnumerable<string> timeline) => timeline.Where(happened => happened != FirstByte);

    private static bool IsWrite(string statement) => Regex.IsMatch(statement, @"\b(insert\s+into|update\s+\w+\.|delete\s+from)\b", RegexOptions.IgnoreCase);

    private void Tell(string request, IReadOnlyList<string> timeline)
    {
        output.WriteLine($"{request}: {Statements(timeline).Count()} statements");
        foreach (var happened in timeline) output.WriteLine("  " + (IsWrite(happened) ? "W " : "  ") + Regex.Replace(happened, @"\s+", " ")[..Math.Min(150, Regex.Replace(happened, @"\s+", " ").Length)]);
    }

    /// <summary>What a request did, in order: its statements, and the first byte of its answer; other tests run beside it.</summary>
    private static async Task<((HttpStatusCode Status, string Text, HttpResponseMessage Message) Answer, IReadOnlyList<string> Timeline)> CountAsync(
        ConcurrentQueue<string> timeline, Func<Task<(HttpStatusCode Status, string Text, HttpResponseMessage Message)>> ask)
    {
        using var outer = new Activity("counted").Start();
        timeline.Clear();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                if (span.TraceId == outer.TraceId) timeline.Enqueue((span.GetTagItem("db.query.text") ?? span.GetTagItem("db.statement")) as string ?? span.OperationName);
            },
        };
        ActivitySource.AddActivityListener(listener);
        var answer = await ask();
        return (answer, [.. timeline]);
    }

    /// <summary>Ends the node's jobs before its database.</summary>
    private sealed class AsyncStop(Host.Composition.Service node) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await node.App.StopAsync();
    }

    /// <summary>Notes when an answer begins.</summary>
    private sealed class FirstBytes(ConcurrentQueue<string> timeline) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((http, rest) =>
            {
                http.Response.OnStarting(() =>
                {
                    timeline.Enqueue(FirstByte);
                    return Task.CompletedTask;
                });
                return rest(http);
            });
            next(app);
        };
    }
}
