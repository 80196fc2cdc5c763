using System.Text.Json;
using JieSuJiBan.Host.Tests.Rest;

namespace JieSuJiBan.Host.Tests.Designer;

[Collection(nameof(Site))]
public sealed class When_runs_are_looked_at(Site site)
{
    private static readonly (string, string)[] Row =
    [
        ("id", "s"), ("definitionId", "s"), ("definitionVersionId", "s"), ("version", "n"), ("status", "s"), ("subStatus", "s"), ("correlationId", "s?"), ("name", "s?"), ("incidentCount", "n"), ("createdAt", "s"),
        ("updatedAt", "s"), ("finishedAt", "s?"),
    ];

    [Fact]
    public async Task they_are_listed_by_what_is_asked()
    {
        var caseId = await Given.DispatchedAsync(site);
        var caller = await site.AsAsync("auditor");
        var all = await caller.ElsaAsync(HttpMethod.Post, "/workflow-instances", new { page = 0, pageSize = 10, searchTerm = "", definitionIds = Array.Empty<string>(), orderBy = "Created", orderDirection = "Descending" });
        all.Body.HasShape(("items", "a"), ("totalCount", "n"));
        Assert.True(all.Items.Length is > 0 and <= 10);
        foreach (var item in all.Items) item.HasShape(Row);
        Assert.Equal(caseId, all.Items[0].GetProperty("id").GetString());
        var number = all.Items[0].GetProperty("name").GetString();
        Assert.Single((await caller.ElsaAsync(HttpMethod.Post, "/workflow-instances", new { searchTerm = number })).Items);
        Assert.Single((await caller.ElsaAsync(HttpMethod.Post, "/workflow-instances", new { searchTerm = caseId, statuses = new[] { "Running" }, subStatuses = new[] { "Suspended" }, hasIncidents = false, version = (await Given.TicketAsync(site)).Version, definitionId = "ticket" })).Items);
        Assert.Empty((await caller.ElsaAsync(HttpMethod.Post, "/workflow-instances", new { searchTerm = caseId, hasIncidents = true })).Items);
        Assert.Empty((await caller.ElsaAsync(HttpMethod.Post, "/workflow-instances", new { searchTerm = caseId, status = "Finished" })).Items);
    }

    [Theory]
    [InlineData("CreatedAt", "GreaterThan", -1, true)]
    [InlineData("CreatedAt", "LessThan", -1, false)]
    [InlineData("CreatedAt", "LessThanOrEqual", 1, true)]
    [InlineData("UpdatedAt", "GreaterThanOrEqual", -1, true)]
    [InlineData("UpdatedAt", "GreaterThan", 1, false)]
    [InlineData("UpdatedAt", "IsNot", 0, true)]
    [InlineData("UpdatedAt", "Is", 0, false)]
    [InlineData("FinishedAt", "LessThan", 1, false)]
    public async Task they_are_found_by_when_they_began_went_on_or_ended(string column, string comparison, int hours, bool isFound)
    {
        var caseId = await Given.CreatedAsync(site);
        var caller = await site.AsAsync("auditor");
        var at = DateTimeOffset.UtcNow.AddHours(hours).ToString("O");
        foreach (var orderBy in (string[])["Created", "LastExecuted"])
        {
            var found = await caller.ElsaAsync(HttpMethod.Post, "/workflow-instances", new { searchTerm = caseId, orderBy, timestampFilters = new[] { new { column, @operator = comparison, timestamp = at } } });
            Assert.Equal(isFound ? 1 : 0, found.Items.Length);
        }
    }

    [Fact]
    public async Task a_time_that_cannot_be_compared_is_refused_in_words()
    {
        var caller = await site.AsAsync("auditor");
        foreach (var filter in (object[])[new { column = "Name", @operator = "Is", timestamp = "2026-01-01T00:00:00Z" }, new { column = "CreatedAt", @operator = "Near", timestamp = "2026-01-01T00:00:00Z" }, new { column = "CreatedAt", @operator = "Is", timestamp = "yesterday" }])
        {
            Assert.Contains("时间筛选有误", (await caller.ElsaAsync(HttpMethod.Post, "/workflow-instances", new { timestampFilters = new[] { filter } })).Sentences()[0], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task the_last_executed_come_first_where_that_is_asked()
    {
        var (first, second) = (await Given.CreatedAsync(site), await Given.CreatedAsync(site));
        var dispatcher = await site.AsAsync("dispatcher");
        Assert.Equal(200, (await dispatcher.PostAsync($"/api/tasks/{await Given.OpenTaskAsync(dispatcher, first)}/claim", null)).Status);
        var caller = await site.AsAsync("auditor");
        // Other tickets' timers strike meanwhile: only these two are compared.
        async Task<string[]> ListAsync(string orderBy) =>
        [
            .. (await caller.ElsaAsync(HttpMethod.Post, "/workflow-instances", new { pageSize = 100, orderBy, orderDirection = "Descending" })).Items
                .Select(item => item.GetProperty("id").GetString()!).Where(id => id == first || id == second),
        ];
        Assert.Equal([first, second], await ListAsync("LastExecuted"));
        Assert.Equal([second, first], await ListAsync("Created"));
    }

    [Fact]
    public async Task one_shows_its_path_what_waits_and_what_happened()
    {
        var caseId = await Given.DispatchedAsync(site);
        var caller = await site.AsAsync("auditor");
        var one = (await caller.ReadAsync("/workflow-instances/" + caseId)).Body;
        one.HasShape([.. Row, ("workflowState", "o")]);
        one.GetProperty("workflowState").HasShape(("bookmarks", "a"), ("incidents", "a"), ("activityExecutionContexts", "a"), ("input", "o"), ("output", "o"), ("properties", "o"), ("completionCallbacks", "a"));
        Assert.NotEmpty(one.GetProperty("workflowState").GetProperty("bookmarks").EnumerateArray());

        var definition = (await caller.ReadAsync("/workflow-definitions/by-id/" + one.GetProperty("definitionVersionId").GetString())).Body;
        var nodeIds = definition.GetProperty("root").GetProperty("activities").EnumerateArray().Select(activity => activity.GetProperty("nodeId").GetString()!).ToArray();
        var report = (await caller.ElsaAsync(HttpMethod.Post, "/activity-executions/report", new { workflowInstanceId = caseId, activityNodeIds = nodeIds })).Body;
        var stats = report.GetProperty("stats").EnumerateArray().ToArray();
        foreach (var stat in stats) stat.HasShape(("activityId", "s"), ("activityNodeId", "s"), ("startedCount", "n"), ("completedCount", "n"), ("uncompletedCount", "n"), ("isBlocked", "b"), ("isFaulted", "b"), ("metadata", "o"));
        Assert.Contains(stats, stat => stat.GetProperty("completedCount").GetInt32() == 1);
        var waiting = stats.First(stat => stat.GetProperty("isBlocked").GetBoolean());

        var journal = await caller.ElsaAsync(HttpMethod.Post, $"/workflow-instances/{caseId}/journal?skip=0&take=109", new { filter = new { activityNodeIds = nodeIds, excludedActivityTypes = new[] { "Elsa.Workflow", "Elsa.Flowchart" } } });
        journal.Body.HasShape(("items", "a"), ("totalCount", "n"));
        foreach (var item in journal.Items) item.HasShape(("id", "s"), ("activityInstanceId", "s"), ("activityId", "s"), ("activityType", "s"), ("activityTypeVersion", "n"), ("activityName", "s"), ("nodeId", "s"), ("timestamp", "s"), ("sequence", "n"), ("eventName", "s"));
        Assert.Contains(journal.Items, item => item.GetProperty("eventName").GetString() == "Suspended");
        Assert.Empty((await caller.ElsaAsync(HttpMethod.Post, $"/workflow-instances/{caseId}/journal", new { filter = new { eventNames = new[] { "Faulted" } } })).Items);
        Assert.NotEmpty((await caller.ReadAsync($"/workflow-instances/{caseId}/journal?skip=0&take=5")).Items);

        (await caller.ReadAsync($"/workflow-instances/{caseId}/execution-state")).Body.HasShape(("status", "s"), ("subStatus", "s"), ("workflowSubStatus", "s"), ("updatedAt", "s"));
        foreach (var item in (await caller.ReadAsync($"/workflow-instances/{caseId}/variables")).Items) Assert.True(item.TryGetProperty("id", out _) && item.TryGetProperty("name", out _) && item.TryGetProperty("value", out _));

        var nodeId = Uri.EscapeDataString(waiting.GetProperty("activityNodeId").GetString()!);
        var summary = Assert.Single((await caller.ReadAsync($"/activity-execution-summaries/list?WorkflowInstanceId={caseId}&ActivityNodeId={nodeId}")).Items);
        summary.HasShape(("id", "s"), ("workflowInstanceId", "s"), ("activityId", "s"), ("activityNodeId", "s"), ("activityType", "s"), ("activityTypeVersion", "n"), ("startedAt", "s"), ("hasBookmarks", "b"), ("status", "s"), ("metadata", "o"));
        var record = Assert.Single((await caller.ReadAsync($"/activity-executions/list?WorkflowInstanceId={caseId}&ActivityNodeId={nodeId}")).Items);
        record.HasShape(("activityState", "o"), ("outputs", "o"), ("properties", "o"), ("exception", "o?"), ("aggregateFaultCount", "n"));
        var id = Uri.EscapeDataString(record.GetProperty("id").GetString()!);
        Assert.True(JsonElement.DeepEquals(record, (await caller.ReadAsync("/activity-executions/by-id?id=" + id)).Body));
        (await caller.ReadAsync($"/activity-executions/{id}/call-stack?includeCrossWorkflowChain=true&skip=0&take=100")).Body.HasShape(("activityExecutionId", "s"), ("items", "a"), ("totalCount", "n"));
        (await caller.ReadAsync("/resilience/retries/" + id)).Body.HasShape(("items", "a"), ("totalCount", "n"));
        Assert.Equal(200, (await caller.ReadAsync($"/workflow-instances/{caseId}/export")).Status);
        Assert.Equal(404, (await caller.ReadAsync("/workflow-instances/" + Guid.NewGuid())).Status);
        Assert.Equal(404, (await caller.ReadAsync("/workflow-instances/none")).Status);
    }

    [Fact]
    public async Task a_run_leads_to_its_child_and_the_child_back_with_records_of_its_own()
    {
        var caseId = await Given.DispatchedAsync(site);
        var street = await site.AsAsync("wangjing");
        foreach (var (kind, outcome) in new[] { ("SignInTicket", "SignedIn"), ("HandleTicket", "BlowWhistle") })
        {
            var tasks = (await street.GetAsync("/api/tickets/" + caseId)).Body.GetProperty("tasks").EnumerateArray();
            var task = tasks.First(one => one.GetProperty("kind").GetString() == kind && one.GetProperty("status").GetString() == "open").GetProperty("taskId").GetString();
            Assert.Equal(200, (await street.PostAsync($"/api/tasks/{task}/complete", new { outcome })).Status);
        }

        var caller = await site.AsAsync("auditor");
        var related = (await caller.GetAsync($"/studio/runs/{caseId}/path")).Body.GetProperty("related").EnumerateArray().Select(one => one.GetProperty("id").GetString()!).ToArray();
        var id = Uri.EscapeDataString(Assert.Single(related));
        var child = (await caller.ReadAsync("/workflow-instances/" + id)).Body;
        child.HasShape(Row);
        Assert.Equal(("whistle", caseId), (child.GetProperty("definitionId").GetString(), child.GetProperty("parentWorkflowInstanceId").GetString()));
        Assert.NotEmpty(child.GetProperty("workflowState").GetProperty("bookmarks").EnumerateArray());
        Assert.Contains((await caller.ReadAsync($"/workflow-instances/{id}/journal")).Items, line => line.GetProperty("activityType").GetString() == "Jsjb.BlowWhistle");
        (await caller.ReadAsync($"/workflow-instances/{id}/execution-state")).Body.HasShape(("status", "s"), ("workflowSubStatus", "s"));
        Assert.NotEmpty((await caller.ReadAsync($"/activity-executions/list?WorkflowInstanceId={id}")).Items);
        Assert.Equal(200, (await caller.ReadAsync("/workflow-definitions/by-id/" + child.GetProperty("definitionVersionId").GetString())).Status);
        Assert.Contains(caseId, (await caller.GetAsync($"/studio/runs/{id}/path")).Body.GetProperty("related").EnumerateArray().Select(one => one.GetProperty("id").GetString()));
    }

    [Fact]
    public async Task nothing_of_what_a_petitioner_said_is_in_any_answer()
    {
        var caseId = await Given.DispatchedAsync(site);
        var caller = await site.AsAsync("auditor");
        foreach (var path in new[] { "", "/journal", "/variables", "/export" })
        {
            var text = await caller.Client.GetStringAsync(new Uri($"/elsa/api/workflow-instances/{caseId}{path}", UriKind.Relative), TestContext.Current.CancellationToken);
            foreach (var personal in new[] { Given.Phone(), "欧阳测试", "路灯" }) Assert.DoesNotContain(personal, text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("DELETE", "/workflow-instances/1")]
    [InlineData("POST", "/cancel/workflow-instances/1")]
    [InlineData("POST", "/bulk-actions/cancel/workflow-instances")]
    [InlineData("POST", "/bulk-actions/delete/workflow-instances/by-id")]
    [InlineData("POST", "/bulk-actions/import/workflow-instances")]
    [InlineData("POST", "/bulk-actions/export/workflow-instances")]
    [InlineData("POST", "/alterations/submit")]
    [InlineData("POST", "/alterations/workflows/retry")]
    [InlineData("POST", "/workflow-instances/1/variables")]
    public async Task nothing_is_changed_from_here(string method, string path) =>
        Assert.Contains("只能查看", (await (await site.AsAsync("policy")).ElsaAsync(new HttpMethod(method), path)).Sentences()[0], StringComparison.Ordinal);
}
