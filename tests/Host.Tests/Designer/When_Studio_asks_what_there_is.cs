using System.Text.Json;
using JieSuJiBan.Host.Composition;
using JieSuJiBan.Host.Tests.Rest;

namespace JieSuJiBan.Host.Tests.Designer;

/// <summary>The descriptors of the contract that the four elements call.</summary>
[Collection(nameof(Site))]
public sealed class When_Studio_asks_what_there_is(Site site)
{
    // What Studio 3.8.2 draws; any other shows a yellow warning in the panel.
    private static readonly string[] Editors =
    [
        "singleline", "multiline", "checkbox", "checklist", "code-editor", "datetime-picker", "dictionary", "dropdown", "dynamic-outcomes", "expression-editor", "http-status-codes", "json-editor", "multitext",
        "outcome-picker", "output-picker", "radiolist", "flow-switch-editor", "switch-editor", "type-picker", "variable-picker", "input-picker", "workflow-definition-picker",
    ];

    [Fact]
    public async Task every_activity_of_the_house_has_a_descriptor_with_editors_that_Studio_draws()
    {
        var reply = await (await site.AsAsync("policy")).ReadAsync("/descriptors/activities?Refresh=True");
        Assert.Equal(200, reply.Status);
        reply.Body.HasShape(("items", "a"), ("count", "n"));
        var byType = reply.Items.ToLookup(item => item.GetProperty("typeName").GetString());
        foreach (var known in House.Activities.Descriptors) Assert.Contains(byType[known.TypeName], item => item.GetProperty("version").GetInt32() == known.Version);
        foreach (var item in reply.Items)
        {
            item.HasShape(
                ("typeName", "s"), ("namespace", "s"), ("name", "s"), ("version", "n"), ("category", "s"), ("displayName", "s"), ("description", "s"), ("inputs", "a"), ("outputs", "a"), ("kind", "s"), ("ports", "a"),
                ("customProperties", "o"), ("constructionProperties", "o"), ("isContainer", "b"), ("isBrowsable", "b"), ("isStart", "b"), ("isTerminal", "b"));
            Assert.Matches(@"\p{IsCJKUnifiedIdeographs}", item.GetProperty("displayName").GetString()!);
            foreach (var input in item.GetProperty("inputs").EnumerateArray())
            {
                input.HasShape(
                    ("name", "s"), ("typeName", "s"), ("displayName", "s"), ("description", "s"), ("order", "n"), ("isBrowsable", "b"), ("isSynthetic", "b"), ("isWrapped", "b"), ("uiHint", "s"), ("defaultSyntax", "s"),
                    ("isReadOnly", "b"), ("isSensitive", "b"), ("uiSpecifications", "o"));
                Assert.True(input.GetProperty("isBrowsable").GetBoolean());
                Assert.Contains(input.GetProperty("uiHint").GetString(), Editors);
                if (input.GetProperty("uiHint").GetString() == "dropdown") Assert.NotEmpty(input.GetProperty("uiSpecifications").GetProperty("dropdown").GetProperty("selectList").GetProperty("items").EnumerateArray());
            }

            foreach (var output in item.GetProperty("outputs").EnumerateArray()) output.HasShape(("name", "s"), ("typeName", "s"), ("displayName", "s"), ("description", "s"), ("order", "n"), ("isBrowsable", "b"), ("isSynthetic", "b"));
            foreach (var port in item.GetProperty("ports").EnumerateArray()) port.HasShape(("name", "s"), ("displayName", "s"), ("type", "s"), ("isBrowsable", "b"));
        }
    }

    [Theory]
    [InlineData("Jsjb.DispatchTicket", "UnitCode", "110105026")]
    [InlineData("Jsjb.CaseTask", "Unit", "LeadUnit")]
    [InlineData("Jsjb.CaseTask", "Role", "supervisor")]
    public async Task units_and_roles_are_picked_from_what_the_policy_has(string type, string input, string offered)
    {
        var items = (await (await site.AsAsync("policy")).ReadAsync("/descriptors/activities")).Items;
        var descriptor = items.First(item => item.GetProperty("typeName").GetString() == type).GetProperty("inputs").EnumerateArray().Single(one => one.GetProperty("name").GetString() == input);
        Assert.Equal("dropdown", descriptor.GetProperty("uiHint").GetString());
        Assert.Contains(descriptor.GetProperty("uiSpecifications").GetProperty("dropdown").GetProperty("selectList").GetProperty("items").EnumerateArray(), item => item.GetProperty("value").GetString() == offered);
    }

    [Fact]
    public async Task the_stand_in_for_unknown_activities_has_a_descriptor_and_is_not_offered()
    {
        var items = (await (await site.AsAsync("auditor")).ReadAsync("/descriptors/activities")).Items;
        var standIn = Assert.Single(items, item => item.GetProperty("typeName").GetString() == "Elsa.NotFoundActivity");
        Assert.False(standIn.GetProperty("isBrowsable").GetBoolean());
        Assert.Equal("未知活动", standIn.GetProperty("displayName").GetString());
    }

    [Fact]
    public async Task the_browser_keeps_the_descriptors_and_is_told_whether_they_changed()
    {
        var caller = await site.AsAsync("auditor");
        var first = await caller.ReadAsync("/descriptors/activities?Refresh=True");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/elsa/api/descriptors/activities?Refresh=True");
        request.Headers.IfNoneMatch.Add(first.Message.Headers.ETag!);
        using var again = await caller.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(304, (int)again.StatusCode);
    }

    [Theory]
    [InlineData("/descriptors/expression-descriptors", "type")]
    [InlineData("/descriptors/variables", "typeName")]
    [InlineData("/descriptors/storage-drivers", "typeName")]
    [InlineData("/descriptors/incident-strategies", "typeName")]
    [InlineData("/descriptors/log-persistence-strategies", "typeName")]
    [InlineData("/descriptors/workflow-activation-strategies", "typeName")]
    [InlineData("/descriptors/commit-strategies/workflows", null)]
    [InlineData("/descriptors/commit-strategies/activities", null)]
    [InlineData("/descriptors/output-converters?sourceType=String&destinationType=String", null)]
    [InlineData("/resilience/strategies?category=HTTP", null)]
    [InlineData("/features/installed", null)]
    public async Task every_list_is_served_in_its_shape(string path, string? name)
    {
        var reply = await (await site.AsAsync("auditor")).ReadAsync(path);
        Assert.Equal(200, reply.Status);
        reply.Body.HasShape(("items", "a"), ("count", "n"));
        Assert.Equal(reply.Items.Length, reply.Body.GetProperty("count").GetInt32());
        if (name is null) return;
        Assert.NotEmpty(reply.Items);
        foreach (var item in reply.Items) item.HasShape((name, "s"), ("displayName", "s"));
    }

    [Fact]
    public async Task only_expressions_that_the_engine_runs_are_offered()
    {
        var items = (await (await site.AsAsync("auditor")).ReadAsync("/descriptors/expression-descriptors")).Items;
        foreach (var item in items) item.HasShape(("isSerializable", "b"), ("isBrowsable", "b"), ("properties", "o"));
        Assert.Equal(["Literal", "Object", "JavaScript", "Liquid", "Variable", "Input"], items.Select(item => item.GetProperty("type").GetString()));
        Assert.All(items.Take(2), item => Assert.False(item.GetProperty("isBrowsable").GetBoolean()));
    }

    [Fact]
    public async Task the_editor_of_an_input_can_be_asked_for_its_choices()
    {
        var caller = await site.AsAsync("policy");
        var reply = await caller.ElsaAsync(HttpMethod.Post, "/descriptors/activities/Jsjb.HandleTicket/options/LimitStep", new { context = new { } });
        Assert.Equal(200, reply.Status);
        Assert.NotEmpty(reply.Body.GetProperty("items").GetProperty("dropdown").GetProperty("selectList").GetProperty("items").EnumerateArray());
        Assert.Equal(404, (await caller.ElsaAsync(HttpMethod.Post, "/descriptors/activities/Jsjb.HandleTicket/options/None", new { })).Status);
    }

    [Fact]
    public async Task scripts_are_completed_with_what_the_definition_has()
    {
        var reply = await (await site.AsAsync("policy")).ElsaAsync(HttpMethod.Post, "/scripting/javascript/type-definitions/ticket", new { workflowDefinitionId = "ticket" });
        Assert.Equal("text/plain", reply.Message.Content.Headers.ContentType!.MediaType);
        var text = await reply.Message.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("declare function getNumber(): string;", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/secrets/descriptors")]
    [InlineData("/package/version")]
    [InlineData("/workflow-definitions/query/count")]
    public async Task small_questions_are_answered(string path) => Assert.Equal(JsonValueKind.Object, (await (await site.AsAsync("auditor")).ReadAsync(path)).Body.ValueKind);

    [Theory]
    [InlineData("operator", 403)]
    [InlineData("supervisor", 403)]
    [InlineData(null, 401)]
    public async Task others_are_turned_away(string? account, int status)
    {
        var caller = await site.AsAsync(account);
        foreach (var path in new[] { "/descriptors/activities", "/workflow-definitions?versionOptions=Latest", "/workflow-definitions/by-definition-id/ticket", "/features/installed" }) Assert.Equal(status, (await caller.ReadAsync(path)).Status);
        Assert.Equal(status, (await caller.ElsaAsync(HttpMethod.Post, "/workflow-instances", new { })).Status);
        Assert.Equal(status, (await caller.ElsaAsync(HttpMethod.Post, "/workflow-definitions", new { })).Status);
    }
}
