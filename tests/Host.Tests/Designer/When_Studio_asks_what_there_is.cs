using System.Text.Json;
using JieSuJiBan.Host.Composition;
using JieSuJiBan.Host.Tests.Rest;
using JieSuJiBan.Runtime.Catalog;
using Microsoft.Extensions.DependencyInjection;

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
        foreach (var known in ServiceComposition.Activities.Descriptors) Assert.Contains(byType[known.TypeName], item => item.GetProperty("version").GetInt32() == known.Version);
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
                if (input.GetProperty("uiHint").GetString() == "dropdown" && !input.GetProperty("uiSpecifications").TryGetProperty("Refresh", out _)) Assert.NotEmpty(input.GetProperty("uiSpecifications").GetProperty("dropdown").GetProperty("selectList").GetProperty("items").EnumerateArray());
            }

            foreach (var output in item.GetProperty("outputs").EnumerateArray()) output.HasShape(("name", "s"), ("typeName", "s"), ("displayName", "s"), ("description", "s"), ("order", "n"), ("isBrowsable", "b"), ("isSynthetic", "b"));
            foreach (var port in item.GetProperty("ports").EnumerateArray()) port.HasShape(("name", "s"), ("displayName", "s"), ("type", "s"), ("isBrowsable", "b"));
        }
    }

    [Theory]
    [InlineData("Jsjb.DispatchTicket", "UnitCode", "110105026", "dropdown")]
    [InlineData("Jsjb.CaseTask", "Unit", "LeadUnit", "dropdown")]
    [InlineData("Jsjb.CaseTask", "Role", "supervisor", "dropdown")]
    [InlineData("Jsjb.CaseTask", "NotBy", "dispatch", "checklist")]
    [InlineData("Jsjb.EscalateWhistle", "Level", "District", "dropdown")]
    [InlineData("Jsjb.EscalateWhistle", "Unit", "110105901", "dropdown")]
    [InlineData("Jsjb.Coordinate", "Unit", "Street", "dropdown")]
    [InlineData("Jsjb.DeadlineClock", "EndSignal", "ticket.replied", "dropdown")]
    public async Task units_roles_levels_and_signals_are_picked_from_what_there_is(string type, string input, string offered, string editor)
    {
        var (descriptor, choices) = await ChoicesAsync(type, input);
        Assert.Equal(editor, descriptor.GetProperty("uiHint").GetString());
        Assert.True(descriptor.GetProperty("uiSpecifications").GetProperty("Refresh").GetBoolean());
        Assert.Contains(choices, choice => choice.GetProperty("value").GetString() == offered);
        Assert.All(choices, choice => Assert.Matches(@"\p{IsCJKUnifiedIdeographs}", choice.GetProperty("text").GetString()!));
    }

    [Fact]
    public async Task every_limit_step_of_the_city_can_be_picked_by_its_name()
    {
        var policy = (await site.ServicesAsync()).GetRequiredService<PublishedStore>().Policy;
        var (descriptor, choices) = await ChoicesAsync("Jsjb.EscalateWhistle", "LimitStep");
        Assert.Equal("WhistleEscalation", descriptor.GetProperty("defaultValue").GetString());
        Assert.NotEmpty(policy.TimeLimits.OwnSteps);
        foreach (var own in policy.TimeLimits.OwnSteps) Assert.Contains(choices, choice => choice.GetProperty("value").GetString() == own.Code && choice.GetProperty("text").GetString() == own.Name);
        Assert.Contains(choices, choice => choice.GetProperty("text").GetString() == "办理反馈");
    }

    [Fact]
    public async Task whatever_holds_where_the_definition_is_silent_is_among_the_choices()
    {
        var caller = await site.AsAsync("policy");
        var policy = (await site.ServicesAsync()).GetRequiredService<PublishedStore>().Policy;
        foreach (var item in (await caller.ReadAsync("/descriptors/activities")).Items)
        {
            foreach (var input in item.GetProperty("inputs").EnumerateArray().Where(one => one.GetProperty("uiHint").GetString() == "dropdown" && one.TryGetProperty("defaultValue", out _)))
            {
                var (_, choices) = await ChoicesAsync(item.GetProperty("typeName").GetString()!, input.GetProperty("name").GetString()!);
                var standard = input.GetProperty("defaultValue").GetString()!;
                // A city without that step is told by the checks to choose one.
                if (input.GetProperty("name").GetString()!.EndsWith("Step", StringComparison.Ordinal) && !policy.TimeLimits.Knows(new(standard))) continue;
                Assert.Contains(standard, choices.Select(choice => choice.GetProperty("value").GetString()));
            }
        }
    }

    [Fact]
    public async Task no_input_is_called_like_a_member_that_every_activity_has()
    {
        // Studio would read the activity's own name as the input's value, and its panel breaks.
        string[] everywhere = ["id", "nodeId", "name", "type", "version", "customProperties", "metadata"];
        foreach (var item in (await (await site.AsAsync("policy")).ReadAsync("/descriptors/activities")).Items)
        {
            var names = item.GetProperty("inputs").EnumerateArray().Concat(item.GetProperty("outputs").EnumerateArray()).Select(one => one.GetProperty("name").GetString()!).ToArray();
            Assert.DoesNotContain(names, name => everywhere.Contains(name, StringComparer.OrdinalIgnoreCase));
            Assert.Equal(names.Length, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        }
    }

    [Fact]
    public async Task the_descriptors_are_small_enough_to_be_read_after_every_save()
    {
        using var plain = await (await site.AsAsync("auditor")).Client.GetAsync(new Uri("/elsa/api/descriptors/activities", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.InRange((await plain.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Length, 1, 100_000);
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
        foreach (var known in new[] { "declare const ticket: {", "readonly classCode?: string;", "readonly phone?: Sealed;", "readonly acceptedAt?: string;", "declare const policy: {", "readonly timeLimits: any;", "declare function setOutcome(outcome: string): void;", "declare function newGuid(): string;" }) Assert.Contains(known, text, StringComparison.Ordinal);
        Assert.Matches(@"declare function getNumberFrom\w+\(\): string;", text);
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

    private async Task<(JsonElement Descriptor, JsonElement[] Choices)> ChoicesAsync(string type, string input)
    {
        var caller = await site.AsAsync("policy");
        var items = (await caller.ReadAsync("/descriptors/activities")).Items;
        var descriptor = items.First(item => item.GetProperty("typeName").GetString() == type).GetProperty("inputs").EnumerateArray().Single(one => one.GetProperty("name").GetString() == input);
        var specifications = (await caller.ElsaAsync(HttpMethod.Post, $"/descriptors/activities/{type}/options/{input}", new { context = new { } })).Body.GetProperty("items");
        var list = descriptor.GetProperty("uiHint").GetString() == "checklist" ? specifications.GetProperty("checklist").GetProperty("checkList") : specifications.GetProperty("dropdown").GetProperty("selectList");
        return (descriptor, [.. list.GetProperty("items").EnumerateArray()]);
    }
}
