using System.Text.Json.Nodes;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Activities.BuiltIn;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Validation;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Engine.Tests.Definitions;

public sealed class Validating_definitions
{
    private static readonly ActivityRegistry Catalog = new(
    [
        .. BuiltInActivities.All,
        new TestActivity(new()
        {
            TypeName = "Test.Ask",
            Category = "测试",
            DisplayName = "询问",
            Inputs =
            [
                new("Title", "String", "标题", IsRequired: true),
                new("Limit", "TimeSpan", "时限"),
                new("Times", "Int32", "次数", DefaultValue: Value.Of(1)),
                new("Mode", "String", "方式", UiHint: "dropdown", UiSpecifications: CanonicalJson.Parse("""{"dropdown":{"selectList":{"items":[{"text":"甲","value":"A"},{"text":"乙","value":"B"}]}}}""")),
                new("CronExpression", "String", "周期"),
                new("Units", "String[]", "单位"),
            ],
            Outputs = [new("Decision", "String", "决定")],
            Ports = [new("Yes", "是"), new("No", "否")],
        }),
    ]);

    [Fact]
    public void A_sound_definition_has_no_findings() => Assert.Empty(Validate(Sound()));

    [Theory]
    // Types, inputs, outputs.
    [InlineData("activity.unknownType", "type", "\"Test.Gone\"")]
    [InlineData("input.required", "title", "null")]
    [InlineData("input.required", "title", "{\"expression\":{\"type\":\"Literal\",\"value\":\" \"}}")]
    [InlineData("input.unknown", "titel", "{\"expression\":{\"type\":\"Literal\",\"value\":\"x\"}}")]
    [InlineData("output.unknownTarget", "decision", "{\"memoryReference\":{\"id\":\"v-gone\"}}")]
    [InlineData("output.unknown", "desicion", "{\"memoryReference\":{\"id\":\"v-decision\"}}")]
    // Literals.
    [InlineData("literal.badValue", "limit", "{\"expression\":{\"type\":\"Literal\",\"value\":\"two days\"}}")]
    [InlineData("literal.badValue", "times", "{\"expression\":{\"type\":\"Literal\",\"value\":\"often\"}}")]
    [InlineData("literal.badValue", "times", "{\"expression\":{\"type\":\"Object\",\"value\":\"[1]\"}}")]
    [InlineData("literal.badValue", "times", "\"often\"")]
    [InlineData("literal.notAnOption", "mode", "{\"expression\":{\"type\":\"Literal\",\"value\":\"C\"}}")]
    [InlineData("cron.bad", "cronExpression", "{\"expression\":{\"type\":\"Literal\",\"value\":\"every hour\"}}")]
    [InlineData("cron.bad", "cronExpression", "{\"expression\":{\"type\":\"Literal\",\"value\":\"99 * * * *\"}}")]
    [InlineData("cron.never", "cronExpression", "{\"expression\":{\"type\":\"Literal\",\"value\":\"0 0 30 2 *\"}}")]
    [InlineData("expression.badJson", "units", "{\"expression\":{\"type\":\"Object\",\"value\":\"[\\\"a\\\"\"}}")]
    // Expressions.
    [InlineData("expression.refusedType", "title", "{\"expression\":{\"type\":\"CSharp\",\"value\":\"1\"}}")]
    [InlineData("expression.refusedType", "title", "{\"expression\":{\"type\":\"Python\",\"value\":\"1\"}}")]
    [InlineData("expression.refusedType", "title", "{\"expression\":{\"type\":\"Magic\",\"value\":\"1\"}}")]
    [InlineData("expression.unknownVariable", "title", "{\"expression\":{\"type\":\"Variable\",\"value\":{\"id\":\"v-gone\",\"name\":\"Gone\"}}}")]
    [InlineData("expression.unknownInput", "title", "{\"expression\":{\"type\":\"Input\",\"value\":{\"name\":\"Gone\"}}}")]
    [InlineData("liquid.syntax", "title", "{\"expression\":{\"type\":\"Liquid\",\"value\":\"{{ a | \"}}")]
    [InlineData("script.syntax", "title", "{\"expression\":{\"type\":\"JavaScript\",\"value\":\"let a = ;\"}}")]
    [InlineData("script.unknownVariable", "title", "{\"expression\":{\"type\":\"JavaScript\",\"value\":\"variables.Gone + 1\"}}")]
    [InlineData("script.unknownVariable", "title", "{\"expression\":{\"type\":\"JavaScript\",\"value\":\"getVariable('Gone')\"}}")]
    [InlineData("script.unknownName", "title", "{\"expression\":{\"type\":\"JavaScript\",\"value\":\"getGone()\"}}")]
    [InlineData("script.refusedName", "title", "{\"expression\":{\"type\":\"JavaScript\",\"value\":\"eval('1')\"}}")]
    public void What_is_wrong_with_an_activity_is_found_and_named(string code, string member, string value)
    {
        var json = Sound();
        Activity(json, 1)[member] = JsonNode.Parse(value);
        var finding = Assert.Single(Validate(json));
        Assert.Equal((code, "ask", "问一问"), (finding.Code, finding.ActivityId, finding.ActivityName));
        Assert.Contains("问一问", finding.Chinese, StringComparison.Ordinal);
        Assert.Contains("问一问", finding.English, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("getDecision() + getChannel() + getDecisionFromAsk1() + ticket.a + policy.b + Math.max(1, 2)")]
    [InlineData("let x = 1; y = 2; x + y")]
    [InlineData("typeof whatever === 'undefined'")]
    [InlineData("[1].map(n => { const m = n; return m; })")]
    [InlineData("variables.Decision = variables.hasOwnProperty('Decision'); setDecision(1)")]
    public void A_sound_script_has_no_findings(string script)
    {
        var json = Sound();
        Activity(json, 1)["title"]!["expression"] = new JsonObject { ["type"] = "JavaScript", ["value"] = script };
        Assert.Empty(Validate(json));
    }

    [Fact]
    public void A_fault_in_a_script_is_found_by_line_and_column()
    {
        var json = Sound();
        Activity(json, 1)["title"]!["expression"] = new JsonObject { ["type"] = "JavaScript", ["value"] = "let a = 1;\nreturn a + nope + variables.Gone" };
        Assert.Equal(
            [("script.unknownName", 2, 12), ("script.unknownVariable", 2, 29)],
            Validate(json).Select(finding => (finding.Code, finding.Line!.Value, finding.Column!.Value)));
        Assert.All(Validate(json), finding => Assert.Equal("Title", finding.Input));
    }

    [Theory]
    [InlineData("""{"source":{"activity":"ask","port":"Maybe"},"target":{"activity":"end","port":"In"}}""", "connection.unknownPort", "ask")]
    [InlineData("""{"source":{"activity":"ask","port":"Done"},"target":{"activity":"end","port":"In"}}""", "connection.unknownPort", "ask")]
    [InlineData("""{"source":{"activity":"ask","port":"Yes"},"target":{"activity":"end","port":"Out"}}""", "connection.unknownPort", "ask")]
    [InlineData("""{"source":{"activity":"gone","port":"Done"},"target":{"activity":"end","port":"In"}}""", "connection.unknownActivity", "root")]
    [InlineData("""{"source":{"activity":"end","port":"Done"},"target":{"activity":"ask","port":"In"}}""", "connection.afterEnd", "end")]
    public void A_connection_that_leads_nowhere_is_found(string connection, string code, string activityId)
    {
        var json = Sound();
        json["root"]!["connections"]!.AsArray().Add(JsonNode.Parse(connection));
        Assert.Contains(Validate(json), finding => finding.Code == code && finding.ActivityId == activityId);
    }

    [Fact]
    public void A_port_left_open_and_an_activity_out_of_reach_are_found()
    {
        var json = Sound();
        json["root"]!["connections"]!.AsArray().RemoveAt(1);
        Activity(json, 2)["id"] = "elsewhere";
        json["root"]!["connections"]!.AsArray().RemoveAt(1);
        Assert.Equal(["activity.unreachable"], Validate(json).Select(finding => finding.Code));

        json = Sound();
        json["root"]!["connections"]!.AsArray().RemoveAt(2);
        var finding = Assert.Single(Validate(json));
        Assert.Equal(("port.notConnected", Severity.Warning), (finding.Code, finding.Severity));
        Assert.Contains("No", finding.Chinese, StringComparison.Ordinal);
    }

    [Fact]
    public void A_way_back_that_some_ways_do_not_pass_is_found()
    {
        // start → ask → (No) side, start → side; side → ask goes back past a way that never saw ask.
        var json = Sound();
        var activities = json["root"]!["activities"]!.AsArray();
        activities.Add(JsonNode.Parse("""{"id":"side","name":"Side1","type":"Elsa.WriteLine","version":1}"""));
        var connections = json["root"]!["connections"]!.AsArray();
        connections.Add(JsonNode.Parse("""{"source":{"activity":"ask","port":"No"},"target":{"activity":"side"}}"""));
        connections.Add(JsonNode.Parse("""{"source":{"activity":"start","port":"Done"},"target":{"activity":"side"}}"""));
        connections.Add(JsonNode.Parse("""{"source":{"activity":"side","port":"Done"},"target":{"activity":"ask"}}"""));
        Assert.Contains(Validate(json), finding => finding is { Code: "connection.invalidBackward", ActivityId: "side", Severity: Severity.Error });
    }

    [Fact]
    public void Cases_are_checked_and_are_ports()
    {
        const string json = """
            {"id":"1","definitionId":"d","name":"D","version":1,"root":{"id":"root","type":"Elsa.Flowchart","activities":[
              {"id":"s","name":"FlowSwitch1","type":"Elsa.FlowSwitch","version":1,"cases":[
                {"label":"A","condition":{"type":"JavaScript","value":"let ="}},{"label":"A","condition":{"type":"CSharp","value":"1"}}]},
              {"id":"w","name":"WriteLine1","type":"Elsa.WriteLine","version":1,"text":{"expression":{"type":"Literal","value":"x"}}}],
             "connections":[{"source":{"activity":"s","port":"A"},"target":{"activity":"w"}},{"source":{"activity":"s","port":"B"},"target":{"activity":"w"}}]}}
            """;
        Assert.Equal(
            ["case.duplicateLabel", "connection.unknownPort", "expression.refusedType", "port.notConnected", "script.syntax"],
            Validate(JsonNode.Parse(json)!.AsObject()).Select(finding => finding.Code).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Variables_must_be_told_apart()
    {
        var json = Sound();
        json["variables"]!.AsArray().Add(JsonNode.Parse("""{"id":"v-decision","name":"Other","typeName":"String"}"""));
        json["variables"]!.AsArray().Add(JsonNode.Parse("""{"id":"v-2","name":"Decision","typeName":"String"}"""));
        json["variables"]!.AsArray().Add(JsonNode.Parse("""{"id":"v-3","typeName":"String"}"""));
        Assert.Equal(["variable.duplicateId", "variable.duplicateName", "variable.noName"], Validate(json).Select(finding => finding.Code));
    }

    [Fact]
    public void A_workflow_used_as_an_activity_promises_its_inputs_and_outcomes()
    {
        var child = WorkflowDefinition.Read("""{"id":"c1","definitionId":"child","name":"Call back","version":1,"inputs":[{"name":"Phone","type":"Int32"}],"outcomes":["Solved"],"root":{"id":"r","type":"Elsa.Sequence"}}""").Definition!;
        var set = DefinitionSet.Of([new(child, Instant.FromUtc(2026, 1, 1, 0, 0))]);
        var json = JsonNode.Parse("""
            {"id":"1","definitionId":"d","name":"D","version":1,"root":{"id":"root","type":"Elsa.Flowchart","activities":[
              {"id":"c","name":"CallBack1","type":"CallBack","version":1,"workflowDefinitionId":"child","phone":{"expression":{"type":"Literal","value":"none"}}},
              {"id":"w","name":"WriteLine1","type":"Elsa.WriteLine","version":1,"text":{"expression":{"type":"Literal","value":"x"}}}],
             "connections":[{"source":{"activity":"c","port":"Solved"},"target":{"activity":"w"}},{"source":{"activity":"c","port":"Lost"},"target":{"activity":"w"}}]}}
            """)!.AsObject();
        Assert.Equal(["connection.unknownPort", "literal.badValue"], Validate(json, set).Select(finding => finding.Code).Order(StringComparer.Ordinal));
        Assert.Contains(Validate(json, DefinitionSet.Empty), finding => finding is { Code: "activity.unknownType", ActivityId: "c" });
    }

    [Theory]
    [MemberData(nameof(Fixtures.All), MemberType = typeof(Fixtures))]
    public void Elsas_own_files_are_refused_only_for_what_this_house_does_not_do(string file)
    {
        string[] expected = ["activity.unknownType", "expression.refusedType", "cron.bad", "workflow.unknown"];
        var definition = WorkflowDefinition.Read(File.ReadAllText(file)).Definition!;
        Assert.All(
            DefinitionValidator.Validate(definition, Catalog, DefinitionSet.Empty).Where(finding => finding.Severity == Severity.Error),
            finding => Assert.Contains(finding.Code, expected));
    }

    private static JsonObject Sound() => JsonNode.Parse("""
        {"id":"1","definitionId":"d","name":"D","version":1,
         "inputs":[{"name":"Channel","type":"String"}],
         "variables":[{"id":"v-decision","name":"Decision","typeName":"String"}],
         "root":{"id":"root","name":"Flowchart1","type":"Elsa.Flowchart","version":1,"activities":[
           {"id":"start","name":"Start1","type":"Elsa.Start","version":1},
           {"id":"ask","name":"Ask1","type":"Test.Ask","version":1,"metadata":{"displayText":"问一问"},
            "title":{"typeName":null,"expression":{"type":"Literal","value":"标题"}},
            "limit":{"expression":{"type":"Literal","value":"1.00:00:00"}},
            "mode":{"expression":{"type":"Literal","value":"A"}},
            "cronExpression":{"expression":{"type":"Literal","value":"0 0 9 * * 1-5"}},
            "units":{"expression":{"type":"Object","value":"[\"a\"]"}},
            "decision":{"typeName":"String","memoryReference":{"id":"v-decision"}}},
           {"id":"end","name":"End1","type":"Elsa.End","version":1}],
          "connections":[
           {"source":{"activity":"start","port":"Done"},"target":{"activity":"ask","port":"In"}},
           {"source":{"activity":"ask","port":"Yes"},"target":{"activity":"end","port":"In"}},
           {"source":{"activity":"ask","port":"No"},"target":{"activity":"end"}}]}}
        """)!.AsObject();

    private static JsonNode Activity(JsonObject json, int index) => json["root"]!["activities"]![index]!;

    private static IReadOnlyList<Finding> Validate(JsonObject json, DefinitionSet? set = null) =>
        DefinitionValidator.Validate(WorkflowDefinition.Read(json.ToJsonString()).Definition!, Catalog, set ?? DefinitionSet.Empty);

    private sealed class TestActivity(ActivityDescriptor descriptor) : Activity
    {
        public override ActivityDescriptor Descriptor => descriptor;

        public override void Execute(ActivityContext context) => context.Complete("Yes");
    }
}
