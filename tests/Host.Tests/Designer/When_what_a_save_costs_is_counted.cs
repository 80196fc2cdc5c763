using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Claims;
using JieSuJiBan.Application.Policies;
using JieSuJiBan.Host.Tests.Rest;
using JieSuJiBan.Runtime;
using JieSuJiBan.Runtime.Inbox;
using JieSuJiBan.Workflows.Policies;
using Microsoft.Extensions.DependencyInjection;

namespace JieSuJiBan.Host.Tests.Designer;

/// <summary>A save reads the draft once and what was sent once; nothing is read anew for its checks and its answer.</summary>
[Collection(nameof(Site))]
public sealed class When_what_a_save_costs_is_counted(Site site)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task a_definition_is_parsed_once_and_the_text_of_its_draft_is_read_once()
    {
        var caller = await site.AsAsync("policy");
        var id = await caller.NewAsync("计数");
        var (definition, tag) = await caller.LoadAsync(id);
        definition["description"] = "第二稿 " + id;

        var spans = await CountAsync(async () => Assert.Equal(200, (await caller.SaveAsync(definition, tag)).Status));

        Assert.Equal(1, spans.Count(span => span == "definition.read"));
        Assert.Single(spans, TextIsRead);
    }

    [Fact]
    public async Task a_policy_file_is_parsed_once_and_the_policy_loaded_once()
    {
        var services = await site.ServicesAsync();
        var (editor, desk) = (services.GetRequiredService<PolicyEditor>(), services.GetRequiredService<PolicyDrafts>());
        const string File = "time-limits.json";
        var administrator = new ClaimsPrincipal(new ClaimsIdentity([new(ClaimTypes.NameIdentifier, "policy"), new(ClaimTypes.Role, RoleNames.PolicyAdministrator)], "test"));
        var opened = await desk.OpenAsync(administrator, File, Cancellation);
        Assert.NotNull(opened.Draft);
        try
        {
            // The page that shows the form, with what the checks say of it.
            var place = await editor.OpenAsync(File, "limits[0]", Cancellation);
            await editor.CheckAsync(place!.Text, Cancellation);
            var edit = new PolicyAct(File, PolicyPath.Of("limits[0]")!, false, null, place.Revision, null, false);
            var amount = place.Value["amount"].AsInt64() == 3 ? "4" : "3";

            var spans = await CountAsync(async () =>
            {
                var saved = await editor.SaveAsync(administrator, edit, new Dictionary<string, IReadOnlyList<string>> { ["v.amount"] = [amount] }, Cancellation);
                Assert.True(saved.IsDone, saved.Refusal?.English ?? string.Join("; ", saved.Problems.Select(problem => problem.ToString()).Concat(saved.Found.Select(found => found.English))));
                // The page that follows.
                await editor.CheckAsync((await editor.OpenAsync(File, "limits[0]", Cancellation))!.Text, Cancellation);
            });

            Assert.Equal(1, spans.Count(span => span == "policy.read"));
            Assert.Equal(1, spans.Count(span => span == "policy.load"));
        }
        finally
        {
            await (await site.AsAsync("policy")).PostAsync($"/api/governance/drafts/{opened.Draft!.DraftId}/discard", new { });
        }
    }

    private static bool TextIsRead(string span) => span.Contains("draft_revision", StringComparison.Ordinal) && span.TrimStart().StartsWith("select", StringComparison.OrdinalIgnoreCase) && !span.Contains("prune", StringComparison.Ordinal);

    /// <summary>Names of the spans of the runtime, and the statements, that belong to what is done; other tests run beside it.</summary>
    private static async Task<IReadOnlyCollection<string>> CountAsync(Func<Task> act)
    {
        using var outer = new Activity("counted").Start();
        var spans = new ConcurrentQueue<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is RuntimeMetrics.Name or "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                if (span.TraceId == outer.TraceId) spans.Enqueue((span.GetTagItem("db.query.text") ?? span.GetTagItem("db.statement")) as string ?? span.OperationName);
            },
        };
        ActivitySource.AddActivityListener(listener);
        await act();
        return spans;
    }
}
