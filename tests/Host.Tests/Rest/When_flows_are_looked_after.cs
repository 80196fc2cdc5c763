using System.Text.Json;
using System.Text.Json.Nodes;
using JieSuJiBan.Application.Demo;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Replay;
using JieSuJiBan.Host.Tests.Ui;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Journal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using NodaTime;

namespace JieSuJiBan.Host.Tests.Rest;

/// <summary>Tickets under way: moved to another version, corrected after a failure, ended, and shown as a diagram.</summary>
[Collection(nameof(Site))]
public sealed class When_flows_are_looked_after(Site site, UiSite pages)
{
    private static object Reply => new
    {
        outcome = "Replied",
        result = new { contactedAt = DateTimeOffset.UtcNow.ToString("O"), contactMethod = "Phone", contactNote = "已联系", result = "Solved", reply = "路灯已修复。", publicReply = "已修复。" },
    };

    [Fact]
    public async Task A_ticket_in_handling_moves_keeps_task_and_timers_and_takes_the_new_path()
    {
        var from = (await Given.TicketAsync(site)).Version;
        await PublishAsync(97, ("extra", "Elsa.RunTask", "taskName", "SecondCheck"));
        var caseId = await InHandlingAsync();
        var administrator = await site.AsAsync("policy");
        var task = await Given.OpenTaskAsync(administrator, caseId);
        var timers = await TimersAsync(caseId);
        Assert.NotEqual("[]", timers);

        var plan = await administrator.PostAsync($"/api/tickets/{caseId}/migrate/plan", new { from, to = 97 }, key: null);
        Assert.Equal((200, "Mappable"), (plan.Status, plan["verdict"]));
        Assert.Contains("handle", plan.Body.GetProperty("places").EnumerateArray().Select(place => place.GetProperty("from").GetString()));
        Assert.Equal(403, (await (await site.AsAsync("wangjing")).PostAsync($"/api/tickets/{caseId}/migrate", new { from, to = 97 })).Status);
        Assert.Equal("definition.unknown", (await administrator.PostAsync($"/api/tickets/{caseId}/migrate", new { from, to = 4711 }))["code"]);
        var key = Guid.NewGuid().ToString();
        var moved = await administrator.PostAsync($"/api/tickets/{caseId}/migrate", new { from, to = 97 }, key);
        var again = await administrator.PostAsync($"/api/tickets/{caseId}/migrate", new { from, to = 97 }, key);
        Assert.Equal((200, "False"), (moved.Status, moved["repeated"]));
        Assert.Equal((200, "True", moved["sequence"]), (again.Status, again["repeated"], again["sequence"]));
        Assert.Equal("migration.nothingToMove", (await administrator.PostAsync($"/api/tickets/{caseId}/migrate", new { from, to = 97 }))["code"]);

        Assert.Equal(task, await Given.OpenTaskAsync(administrator, caseId));
        Assert.Equal(timers, await TimersAsync(caseId));
        var handler = await site.AsAsync("wangjing");
        Assert.Equal(200, (await handler.PostAsync($"/api/tasks/{task}/complete", Reply)).Status);
        var open = (await administrator.GetAsync($"/api/tickets/{caseId}")).Body.GetProperty("tasks").EnumerateArray().Where(one => one.GetProperty("status").GetString() == "open");
        Assert.Contains("SecondCheck", open.Select(one => one.GetProperty("kind").GetString()));

        var trace = await administrator.GetAsync($"/api/tickets/{caseId}/trace");
        Assert.Equal([$"{from}", "97"], trace.Body.GetProperty("definitions").EnumerateArray().Select(one => one.GetProperty("version").ToString()));
        Assert.Contains(trace.Body.GetProperty("edges").EnumerateArray(), edge => edge.GetProperty("source").GetString() == "handle" && edge.GetProperty("target").GetString() == "extra");
        Assert.Contains(trace.Body.GetProperty("nodes").EnumerateArray(), node => node.GetProperty("activityId").GetString() == "extra" && node.GetProperty("waiting").GetInt32() == 1);
        Assert.Contains("CaseMigrated", (await administrator.GetAsync($"/api/tickets/{caseId}/history")).Items.Select(item => item.GetProperty("kind").GetString()));
        await VerifyAsync(caseId);
    }

    [Fact]
    public async Task The_report_over_a_version_counts_what_could_move_and_says_why_others_could_not()
    {
        var from = (await Given.TicketAsync(site)).Version;
        await PublishAsync(96, ("extra", "Elsa.RunTask", "taskName", "SecondCheck"), renames: ("triage", "sorting"));
        var inTriage = await Given.CreatedAsync(site);
        await InHandlingAsync();
        var administrator = await site.AsAsync("policy");

        var report = await administrator.PostAsync("/api/workflows/ticket/migrations/plan", new { from, to = 96 }, key: null);

        Assert.Equal(200, report.Status);
        var counts = report.Body.GetProperty("counts");
        Assert.True(counts.GetProperty("mappable").GetInt32() > 0 && counts.GetProperty("blocked").GetInt32() > 0);
        Assert.Equal("migration.placeGone", report.Body.GetProperty("obstacles")[0].GetProperty("block").GetProperty("code").GetString());
        var row = report.Body.GetProperty("rows").EnumerateArray().First(one => one.GetProperty("caseId").GetString() == inTriage);
        Assert.Equal(("Blocked", "AwaitingTriage"), (row.GetProperty("verdict").GetString(), row.GetProperty("status").GetString()));

        var first = await administrator.PostAsync("/api/workflows/ticket/migrations/plan?limit=1", new { from, to = 96 }, key: null);
        Assert.Equal(1, first.Body.GetProperty("counts").GetProperty("total").GetInt32());
        var next = await administrator.PostAsync($"/api/workflows/ticket/migrations/plan?limit=1&cursor={first["nextCursor"]}", new { from, to = 96 }, key: null);
        Assert.NotEqual(first.Body.GetProperty("rows")[0].GetProperty("caseId").GetString(), next.Body.GetProperty("rows")[0].GetProperty("caseId").GetString());
        Assert.Equal(422, (await administrator.PostAsync("/api/workflows/ticket/migrations/plan?limit=0", new { from, to = 96 }, key: null)).Status);
        Assert.Equal(404, (await administrator.PostAsync("/api/workflows/ticket/migrations/plan", new { from, to = 4711 }, key: null)).Status);
        Assert.Equal(403, (await (await site.AsAsync("supervisor")).PostAsync("/api/workflows/ticket/migrations/plan", new { from, to = 96 }, key: null)).Status);
        var mapped = await administrator.PostAsync($"/api/tickets/{inTriage}/migrate/plan", new { from, to = 96, activities = new { triage = "sorting" } }, key: null);
        Assert.Equal("Mappable", mapped["verdict"]);
    }

    [Fact]
    public async Task A_failed_step_is_retried_after_its_cause_has_gone()
    {
        var helper = "helper-" + Guid.NewGuid().ToString("N");
        var caseId = await FailedAsync(95, helper);
        var supervisor = await site.AsAsync("supervisor");
        var incident = Assert.Single((await supervisor.GetAsync($"/api/tickets/{caseId}/incidents")).Body.EnumerateArray().ToArray());
        var id = incident.GetProperty("incidentId").GetString();
        Assert.Equal(("workflow.unknown", "extra"), (incident.GetProperty("code").GetString(), incident.GetProperty("activityId").GetString()));
        Assert.Equal($"text({helper.Length})", incident.GetProperty("inputs").GetProperty("WorkflowDefinitionId").GetString());
        Assert.Contains((await supervisor.GetAsync($"/api/tickets/{caseId}/trace")).Body.GetProperty("nodes").EnumerateArray(), node => node.GetProperty("broken").GetInt32() == 1);
        Assert.Equal(403, (await (await site.AsAsync("wangjing")).PostAsync($"/api/tickets/{caseId}/incidents/{id}/retry", null)).Status);

        // Retried too early it fails again, and is a new incident.
        Assert.Equal(200, (await supervisor.PostAsync($"/api/tickets/{caseId}/incidents/{id}/retry", null)).Status);
        Assert.Equal("incident.unknown", (await supervisor.PostAsync($"/api/tickets/{caseId}/incidents/{id}/retry", null))["code"]);
        var second = Assert.Single((await supervisor.GetAsync($"/api/tickets/{caseId}/incidents")).Body.EnumerateArray().ToArray()).GetProperty("incidentId").GetString();
        var catalog = (await site.ServicesAsync()).GetRequiredService<PublishedStore>();
        var definition = WorkflowDefinition.Read(JsonSerializer.Serialize(new
        {
            id = helper + "-v1",
            definitionId = helper,
            name = "Helper",
            version = 1,
            root = new { id = "say", type = "Elsa.WriteLine", text = new { typeName = "String", expression = new { type = "Literal", value = "hello" } } },
        })).Definition!;
        Assert.Null(await catalog.PublishAsync(definition, Instant.FromUtc(2020, 1, 1, 0, 0), "test", TestContext.Current.CancellationToken));

        Assert.Equal(200, (await supervisor.PostAsync($"/api/tickets/{caseId}/incidents/{second}/retry", null)).Status);

        Assert.Empty((await supervisor.GetAsync($"/api/tickets/{caseId}/incidents")).Body.EnumerateArray());
        Assert.Equal("Running", (await supervisor.GetAsync($"/api/tickets/{caseId}"))["caseStatus"]);
        await VerifyAsync(caseId);
    }

    [Fact]
    public async Task A_failed_step_is_skipped_with_one_of_its_outcomes()
    {
        var caseId = await FailedAsync(94, "nobody");
        var supervisor = await site.AsAsync("supervisor");
        var incident = Assert.Single((await supervisor.GetAsync($"/api/tickets/{caseId}/incidents")).Body.EnumerateArray().ToArray());
        var id = incident.GetProperty("incidentId").GetString();
        Assert.Equal(["Done"], incident.GetProperty("outcomes").EnumerateArray().Select(outcome => outcome.GetString()));

        // Whoever looks at the run in the designer sees where it failed and why.
        var auditor = await site.AsAsync("auditor");
        var run = (await auditor.GetAsync("/elsa/api/workflow-instances/" + caseId)).Body;
        Assert.Equal("Faulted", run.GetProperty("subStatus").GetString());
        Assert.Equal("extra", Assert.Single(run.GetProperty("workflowState").GetProperty("incidents").EnumerateArray()).GetProperty("activityId").GetString());
        var failed = (await auditor.GetAsync($"/elsa/api/activity-executions/list?WorkflowInstanceId={caseId}")).Items.Single(one => one.GetProperty("status").GetString() == "Faulted");
        Assert.Equal(("extra", "workflow.unknown"), (failed.GetProperty("activityId").GetString(), failed.GetProperty("exception").GetProperty("type").GetString()));
        Assert.Contains((await auditor.GetAsync($"/elsa/api/workflow-instances/{caseId}/journal")).Items, line => line.GetProperty("eventName").GetString() == "Faulted" && line.GetProperty("message").GetString()!.Contains("nobody", StringComparison.Ordinal));

        Assert.Equal("task.unknownOutcome", (await supervisor.PostAsync($"/api/tickets/{caseId}/incidents/{id}/skip", new { outcome = "Nowhere" }))["code"]);
        Assert.Equal(200, (await supervisor.PostAsync($"/api/tickets/{caseId}/incidents/{id}/skip", new { outcome = "Done" })).Status);

        Assert.Equal("Running", (await supervisor.GetAsync($"/api/tickets/{caseId}"))["caseStatus"]);
        await VerifyAsync(caseId);
    }

    [Fact]
    public async Task A_supervisor_mends_and_ends_a_ticket_on_its_page()
    {
        var browser = pages.Browser;
        var caseId = await FailedAsync(93, "nobody-either");
        await using var supervisor = await Visitor.OpenAsync(browser, await site.AddressAsync(), "supervisor", DemoAccounts.Password);
        var page = supervisor.Page;
        await page.GotoAsync("/tickets/" + caseId);
        await page.GetByRole(AriaRole.Link, new() { Name = "查看流程与故障" }).ClickAsync();
        await Assertions.Expect(page.GetByText("nobody-either")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("text(13)")).ToBeVisibleAsync();
        await supervisor.PictureAsync("incidents");

        await page.GetByRole(AriaRole.Button, new() { Name = "重试" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Status).First).ToContainTextAsync("已处理");
        await page.GetByRole(AriaRole.Button, new() { Name = "跳过" }).ClickAsync();
        await Assertions.Expect(page.GetByText("没有未处理的故障")).ToBeVisibleAsync();
        await page.GetByLabel("理由").SelectOptionAsync("FlowBroken");
        await page.GetByRole(AriaRole.Button, new() { Name = "终止办理" }).ClickAsync();
        await Assertions.Expect(page.Locator(".status-Cancelled")).ToBeVisibleAsync();
        Assert.Empty(supervisor.Complaints);

        var history = (await (await site.AsAsync("auditor")).GetAsync($"/api/tickets/{caseId}/history")).Items.Select(item => item.GetProperty("kind").GetString()).ToArray();
        Assert.Equal(["IncidentRetried", "IncidentSkipped", "CaseCancelled"], history.Where(kind => kind is "IncidentRetried" or "IncidentSkipped" or "CaseCancelled"));
    }

    [Fact]
    public async Task A_ticket_is_ended_for_a_stated_reason_and_nothing_of_it_stays_open()
    {
        var caseId = await InHandlingAsync();
        var supervisor = await site.AsAsync("supervisor");
        Assert.Equal(["reason"], (await supervisor.PostAsync($"/api/tickets/{caseId}/cancel", new { reason = "因为张三要求" })).Fields);
        Assert.Equal(403, (await (await site.AsAsync("policy")).PostAsync($"/api/tickets/{caseId}/cancel", new { reason = "Duplicate" })).Status);

        var ended = await supervisor.PostAsync($"/api/tickets/{caseId}/cancel", new { reason = "Duplicate" });

        Assert.Equal((200, "Cancelled"), (ended.Status, ended["status"]));
        var ticket = await supervisor.GetAsync($"/api/tickets/{caseId}");
        Assert.Equal("Cancelled", ticket.Body.GetProperty("summary").GetProperty("status").GetString());
        Assert.DoesNotContain("open", ticket.Body.GetProperty("tasks").EnumerateArray().Select(task => task.GetProperty("status").GetString()));
        Assert.Equal("[]", await TimersAsync(caseId));
        Assert.Equal(409, (await supervisor.PostAsync($"/api/tickets/{caseId}/cancel", new { reason = "Duplicate" })).Status);
    }

    [Fact]
    public async Task Who_may_not_know_of_a_ticket_learns_nothing_of_its_flow()
    {
        var caseId = await Given.CreatedAsync(site);
        var stranger = await site.AsAsync("wangjing");
        Assert.Equal(404, (await stranger.GetAsync($"/api/tickets/{caseId}/trace")).Status);
        Assert.Equal(404, (await stranger.GetAsync($"/api/tickets/{caseId}/incidents")).Status);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private async Task<string> InHandlingAsync()
    {
        var caseId = await Given.DispatchedAsync(site);
        var handler = await site.AsAsync("wangjing");
        var signIn = await Given.OpenTaskAsync(handler, caseId);
        Assert.Equal(200, (await handler.PostAsync($"/api/tasks/{signIn}/complete", new { outcome = "SignedIn" })).Status);
        return caseId;
    }

    /// <summary>A ticket that failed after its reply, because it calls a workflow that is not published.</summary>
    private async Task<string> FailedAsync(int version, string called)
    {
        var from = (await Given.TicketAsync(site)).Version;
        await PublishAsync(version, ("extra", "Elsa.ExecuteWorkflow", "workflowDefinitionId", called));
        var caseId = await InHandlingAsync();
        var administrator = await site.AsAsync("policy");
        Assert.Equal(200, (await administrator.PostAsync($"/api/tickets/{caseId}/migrate", new { from, to = version })).Status);
        var handler = await site.AsAsync("wangjing");
        Assert.Equal(200, (await handler.PostAsync($"/api/tasks/{await Given.OpenTaskAsync(handler, caseId)}/complete", Reply)).Status);
        Assert.Equal("Faulted", (await administrator.GetAsync($"/api/tickets/{caseId}"))["caseSubStatus"]);
        return caseId;
    }

    /// <summary>Publishes the ticket's definition with one more activity after the reply, in force in a far future, so that no other test meets it.</summary>
    private async Task PublishAsync(int version, (string Id, string Type, string Input, string Value) extra, (string From, string To)? renames = null)
    {
        var catalog = (await site.ServicesAsync()).GetRequiredService<PublishedStore>();
        var text = (await Given.TicketAsync(site)).ToJson();
        if (renames is var (from, to)) text = text.Replace($"\"{from}\"", $"\"{to}\"", StringComparison.Ordinal);
        var json = JsonNode.Parse(text)!;
        json["version"] = version;
        json["id"] = $"ticket-v{version}";
        var connections = json["root"]!["connections"]!.AsArray();
        var replied = connections.First(connection => connection!["source"]!["activity"]!.GetValue<string>() == "handle" && connection["source"]!["port"]!.GetValue<string>() == "Replied")!;
        connections.Add(JsonNode.Parse(JsonSerializer.Serialize(new { source = new { activity = extra.Id, port = "Done" }, target = new { activity = replied["target"]!["activity"]!.GetValue<string>(), port = "In" } })));
        replied["target"]!["activity"] = extra.Id;
        var activity = new JsonObject { ["id"] = extra.Id, ["name"] = extra.Id, ["type"] = extra.Type, ["version"] = 1 };
        activity[extra.Input] = JsonNode.Parse(JsonSerializer.Serialize(new { typeName = "String", expression = new { type = "Literal", value = extra.Value } }));
        json["root"]!["activities"]!.AsArray().Add(activity);
        Assert.Null(await catalog.PublishAsync(WorkflowDefinition.Read(json.ToJsonString()).Definition!, Instant.FromUtc(2200, 1, 1, 0, 0), "test", Ct));
    }

    private async Task<string> TimersAsync(string caseId)
    {
        await using var connection = new Npgsql.NpgsqlConnection(await site.DatabaseAsync());
        await connection.OpenAsync(Ct);
        await using var command = new Npgsql.NpgsqlCommand("select coalesce(json_agg(json_build_array(bookmark_id, due_at) order by bookmark_id), '[]')::text from jsjb.timer where case_id = $1", connection);
        command.Parameters.Add(new() { Value = Guid.Parse(caseId) });
        return (string)(await command.ExecuteScalarAsync(Ct))!;
    }

    private async Task VerifyAsync(string caseId)
    {
        var proof = await (await site.AsAsync("auditor")).PostAsync($"/api/history/verify/{caseId}", null, key: null);
        Assert.Equal("True", proof["isIntact"]);
        var services = await site.ServicesAsync();
        var catalog = services.GetRequiredService<PublishedStore>();
        var entries = await services.GetRequiredService<JournalReader>().ReadAsync(new(Guid.Parse(caseId)), ct: Ct);
        Assert.Empty(Replayer.Verify(entries.Select(stored => stored.Entry), services.GetRequiredService<WorkflowEngine>(), catalog.Definitions.ByHash, catalog.PolicyByHash));
    }
}
