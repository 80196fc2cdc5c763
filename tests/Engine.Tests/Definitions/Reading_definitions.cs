using System.Text.Json;
using System.Text.Json.Nodes;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Tests.Definitions;

public sealed class Reading_definitions
{
    [Theory]
    [MemberData(nameof(Fixtures.All), MemberType = typeof(Fixtures))]
    public void Every_file_is_read_and_written_without_losing_a_member(string file)
    {
        var json = File.ReadAllText(file);
        var reading = WorkflowDefinition.Read(json);
        Assert.NotNull(reading.Definition);
        Assert.DoesNotContain(reading.Findings, finding => finding.Severity == Severity.Error);
        Assert.Equal(json, reading.Definition.ToJson());

        // Every activity of the file is a node, and nodes stand parents first, each at its index.
        var nodes = reading.Definition.Nodes;
        Assert.Equal(CountActivities(JsonNode.Parse(json)!["root"] ?? JsonNode.Parse(json)!["Root"]), nodes.Count);
        for (var i = 0; i < nodes.Count; i++)
        {
            Assert.Equal(i, nodes[i].Index);
            Assert.True(i == 0 ? nodes[i].Parent is null : nodes[i].Parent!.Index < i);
            Assert.Same(nodes[i], reading.Definition.NodeById(nodes[i].Id));
        }
    }

    [Theory]
    [MemberData(nameof(Fixtures.All), MemberType = typeof(Fixtures))]
    public void Every_file_survives_the_designer_that_knows_none_of_its_types(string file)
    {
        var json = File.ReadAllText(file);
        var shown = UnknownActivities.Hide(json, (type, _) => type is "Elsa.Flowchart" or "Elsa.Sequence");
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(json), JsonNode.Parse(UnknownActivities.Restore(shown))));
        Assert.Equal(WorkflowDefinition.Read(json).Definition!.Hash, WorkflowDefinition.Read(shown).Definition!.Hash);
    }

    [Fact]
    public void A_type_without_descriptor_stands_in_where_it_was_and_keeps_its_connections()
    {
        var json = Fixtures.Own("studio-saved.json");
        var shown = JsonNode.Parse(UnknownActivities.Hide(json, (type, _) => type != "Jsjb.ReviewTicket"))!;
        var standIn = shown["root"]!["activities"]![0]!;
        Assert.Equal(("a1", "Elsa.NotFoundActivity", "Jsjb.ReviewTicket", 1, "Not Found: Jsjb.ReviewTicket"), (
            (string?)standIn["id"], (string?)standIn["type"], (string?)standIn["missingTypeName"], (int?)standIn["missingTypeVersion"], (string?)standIn["metadata"]!["displayText"]));
        Assert.Equal(40.5, (double?)standIn["metadata"]!["designer"]!["position"]!["x"]);
        Assert.Single(shown["root"]!["connections"]!.AsArray());
        Assert.Equal(2, shown["root"]!["customProperties"]!["notFoundConnections"]!.AsArray().Count);

        // Studio moves the stand-in and draws a connection; both are there when the type is known again.
        standIn["metadata"]!["designer"]!["position"]!["x"] = 99;
        shown["root"]!["connections"]!.AsArray().Insert(0, JsonNode.Parse("""{"source":{"activity":"a4","port":"Done"},"target":{"activity":"a9","port":"In"}}"""));
        var saved = WorkflowDefinition.Read(UnknownActivities.Restore(shown.ToJsonString())).Definition!;
        Assert.Equal("Jsjb.ReviewTicket", saved.NodeById("a1")!.Type);
        Assert.Equal("一审", saved.NodeById("a1")!.DisplayText);
        Assert.Equal(4, saved.Root.Connections.Count);
        Assert.Contains("99", saved.ToJson(), StringComparison.Ordinal);
        Assert.DoesNotContain("jsjb:", saved.ToJson(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_stand_in_that_was_deleted_takes_its_connections_along()
    {
        var shown = JsonNode.Parse(UnknownActivities.Hide(Fixtures.Own("studio-saved.json"), (type, _) => type != "Jsjb.ReviewTicket"))!;
        shown["root"]!["activities"]!.AsArray().RemoveAt(0);
        Assert.Equal(new("a2", "Done", "a4", "In"), Assert.Single(WorkflowDefinition.Read(UnknownActivities.Restore(shown.ToJsonString())).Definition!.Root.Connections));
    }

    [Fact]
    public void What_Elsa_parked_comes_back_with_its_activity()
    {
        const string json = """
            {"root":{"id":"r","type":"Elsa.Flowchart","activities":[
              {"id":"a","type":"Elsa.NotFoundActivity","version":1,"missingTypeName":"X","originalActivityJson":"{\"id\":\"a\",\"type\":\"X\",\"version\":2}"},
              {"id":"b","type":"Elsa.End","version":1},
              {"id":"c","type":"Elsa.NotFoundActivity","version":1,"missingTypeName":"Y","originalActivityJson":"lost"}],
             "connections":[],"customProperties":{"notFoundConnections":[{"source":{"activity":"a"},"target":{"activity":"b"}},{"source":{"activity":"c"},"target":{"activity":"b"}}]}}}
            """;
        var seenThrough = WorkflowDefinition.Read(json).Definition!;
        Assert.Equal(("X", 2), (seenThrough.NodeById("a")!.Type, seenThrough.NodeById("a")!.Version));
        Assert.Equal(2, seenThrough.Root.Connections.Count);
        var restored = WorkflowDefinition.Read(UnknownActivities.Restore(json)).Definition!;
        Assert.Equal(["X", "Elsa.End", "Elsa.NotFoundActivity"], restored.Root.Children.Select(child => child.Type));
        Assert.Contains(new Connection("a", "Done", "b", "In"), restored.Root.Connections);
    }

    [Fact]
    public void What_Studio_saves_is_compiled()
    {
        var definition = Read("studio-saved.json");
        Assert.Equal(("b1e7f0a2c3d4e5f6", "review-ticket", 4, "Review ticket", "保存后的流程"), (definition.Id, definition.DefinitionId, definition.Version, definition.Name, definition.Description));
        Assert.Equal(["Accepted", "Refused"], definition.Outcomes);
        Assert.True(definition.Options.ContinuesWithIncidents);
        Assert.True(definition.Options.UsableAsActivity);
        Assert.Equal("beijing", definition.CustomProperties["jsjb"]["city"].AsString());
        Assert.Equal(new ArgumentDefinition("Channel", "String", false, "渠道", "", "", "dropdown"), Assert.Single(definition.Inputs));
        Assert.Equal(
            ["\"pending\"", "24", "true", "[\"东城\",\"西城\"]", "null"],
            definition.Variables.Select(variable => variable.Default.ToString()));

        var review = definition.NodeById("a1")!;
        Assert.Equal(("一审", "Activities", "ReviewTicket1"), (review.DisplayText, review.Port, review.Name));
        Assert.Equal(["Limit", "Title"], review.Inputs.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(new InputBinding(null, new("Literal", Value.Of("一审"))), review.Inputs["Title"]);
        Assert.Equal("v-decision", Assert.Single(review.Outputs).Value);
        Assert.Equal("Decision", Assert.Single(review.Outputs).Key);

        Assert.Equal("a3", definition.NodeById("a2")!.ChildAt("Then")!.Id);
        var choice = definition.NodeById("a4")!;
        Assert.Equal(["Cases[0]", "Cases[2]", "Default"], choice.Children.Select(child => child.Port));
        Assert.Equal("MatchFirst", choice.Raw["mode"].AsString());
        Assert.Equal(3, choice.Raw["cases"].Count);
        Assert.Equal(["Branches", "Branches"], definition.NodeById("a9")!.Children.Select(child => child.Port));
        Assert.Equal("WaitAny", definition.NodeById("a9")!.Raw["joinMode"].AsString());
        Assert.Equal("v-inner", definition.NodeById("a8")!.Raw["variable"]["id"].AsString());

        Assert.Equal(
            [new("a2", "Done", "a4", "In"), new("a1", "Accepted", "a2", "In"), new Connection("a1", "Refused", "a9", "In")],
            definition.Root.Connections);
    }

    [Fact]
    public void Variables_are_found_from_the_innermost_container_outwards()
    {
        var definition = Read("studio-saved.json");
        Assert.Equal("in", definition.VariableById("v-inner", definition.NodeById("a8"))!.Default.AsString());
        Assert.Null(definition.VariableById("v-inner"));
        Assert.Equal("Decision", definition.VariableById("v-decision", definition.NodeById("a8"))!.Name);
        Assert.Null(definition.VariableById("gone", definition.Root));
    }

    [Fact]
    public void Forms_of_earlier_versions_are_read()
    {
        var definition = Read("legacy-forms.json");
        Assert.Equal(("old-1", "old", "Old", 2), (definition.Id, definition.DefinitionId, definition.Name, definition.Version));
        Assert.True(definition.Options.UsableAsActivity);
        Assert.Equal(new VariableDefinition("Plain", "Plain", "System.Int32, System.Private.CoreLib", false, Value.Of(7)), Assert.Single(definition.Variables));
        Assert.True(definition.NodeById("start")!.Raw["customProperties"]["canStartWorkflow"].AsBoolean());
        Assert.Equal(
            [new("start", "Done", "flat", "In"), new("flat", "Done", "pascal", "In"), new Connection("pascal", "Done", "last", "In")],
            definition.Root.Connections);
    }

    [Fact]
    public void A_single_connection_may_stand_without_a_list() => Assert.Equal(
        new("a", "Done", "b", "In"),
        Assert.Single(WorkflowDefinition.Read("""{"root":{"id":"r","type":"Elsa.Flowchart","activities":[{"id":"a","type":"X"},{"id":"b","type":"X"}],"connections":{"source":{"activity":"a"},"target":{"activity":"b"}}}}""").Definition!.Root.Connections));

    [Fact]
    public void A_flowchart_without_activities_is_sound()
    {
        var definition = Read("new-in-studio.json");
        Assert.Empty(definition.Root.Children);
        Assert.Equal("fresh", definition.Id);
    }

    [Theory]
    [InlineData("", "definition.notJson")]
    [InlineData("{", "definition.notJson")]
    [InlineData("[]", "definition.notObject")]
    [InlineData("null", "definition.notObject")]
    [InlineData("{}", "definition.noRoot")]
    [InlineData("""{"root":[]}""", "definition.noRoot")]
    [InlineData("""{"root":{"id":"r","id":"s","type":"X"}}""", "definition.notJson")]
    [InlineData("""{"root":{"id":"r","type":"X"},"name":"\ud800"}""", "definition.badText")]
    public void What_is_no_definition_is_refused_in_words(string json, string code)
    {
        var reading = WorkflowDefinition.Read(json);
        Assert.Null(reading.Definition);
        var finding = Assert.Single(reading.Findings);
        Assert.Equal((code, Severity.Error), (finding.Code, finding.Severity));
        Assert.NotEmpty(finding.Chinese);
    }

    [Fact]
    public void Bad_grammar_is_found_by_line_and_column()
    {
        var finding = Assert.Single(WorkflowDefinition.Read("{\n  \"root\": {,}\n}").Findings);
        Assert.Equal((2, 12), (finding.Line, finding.Column));
    }

    [Theory]
    [InlineData("connection.unknownActivity", """{"root":{"id":"r","type":"Elsa.Flowchart","activities":[{"id":"a","type":"X"}],"connections":[{"source":{"activity":"a"},"target":{"activity":"gone"}}]}}""")]
    [InlineData("connection.incomplete", """{"root":{"id":"r","type":"Elsa.Flowchart","activities":[{"id":"a","type":"X"}],"connections":[{"source":{"activity":"a"}}, 7]}}""")]
    [InlineData("activity.duplicateId", """{"root":{"id":"r","type":"Elsa.Flowchart","activities":[{"id":"a","type":"X"},{"id":"a","type":"X"}]}}""")]
    [InlineData("activity.noType", """{"root":{"id":"r","type":"Elsa.Flowchart","activities":[{"id":"a"}]}}""")]
    [InlineData("activity.noId", """{"root":{"id":"r","type":"Elsa.Flowchart","activities":[{"type":"X"}]}}""")]
    [InlineData("activity.notObject", """{"root":{"id":"r","type":"Elsa.Flowchart","activities":["a"]}}""")]
    [InlineData("variable.badDefault", """{"root":{"id":"r","type":"X"},"variables":[{"id":"v","name":"Count","typeName":"Int32","value":"many"}]}""")]
    public void What_is_wrong_inside_is_found_while_reading(string code, string json)
    {
        var reading = WorkflowDefinition.Read(json);
        Assert.NotNull(reading.Definition);
        Assert.Contains(reading.Findings, finding => finding.Code == code && finding.Chinese.Length > 0 && finding.English.Length > 0);
    }

    [Theory]
    [InlineData(60, null)]
    [InlineData(1_000, "definition.tooDeep")]
    [InlineData(200_000, "definition.tooDeep")]
    public void Nesting_works_or_is_refused_never_a_crash(int levels, string? code)
    {
        var json = """{"root":""" + string.Concat(Enumerable.Range(0, levels).Select(i => $$"""{"id":"n{{i}}","type":"Elsa.Sequence","activities":[""")) + string.Concat(Enumerable.Repeat("]}", levels)) + "}";
        var reading = WorkflowDefinition.Read(json);
        Assert.Equal(code, reading.Findings.FirstOrDefault()?.Code);
        if (code is null) Assert.Equal(levels, reading.Definition!.Nodes.Count);
    }

    [Fact]
    public void A_huge_literal_is_read_and_a_huge_file_refused()
    {
        var literal = new string('字', 2_000_000);
        var json = """{"root":{"id":"r","type":"Elsa.WriteLine","text":{"typeName":"String","expression":{"type":"Literal","value":"HUGE"}}}}""".Replace("HUGE", literal, StringComparison.Ordinal);
        Assert.Equal(literal, WorkflowDefinition.Read(json).Definition!.Root.Inputs["Text"].Expression.Value.AsString());
        Assert.Equal("definition.tooLarge", Assert.Single(WorkflowDefinition.Read(new string(' ', DefinitionReader.MaxLength + 1)).Findings).Code);
    }

    [Fact]
    public void A_byte_order_mark_is_no_fault() => Assert.NotNull(WorkflowDefinition.Read("\uFEFF{\"root\":{\"id\":\"r\",\"type\":\"X\"}}").Definition);

    private static WorkflowDefinition Read(string name)
    {
        var reading = WorkflowDefinition.Read(Fixtures.Own(name));
        Assert.Empty(reading.Findings);
        return reading.Definition!;
    }

    private static int CountActivities(JsonNode? node) => node switch
    {
        JsonArray list => list.Sum(CountActivities),
        JsonObject json => json.Where(member => member.Key is not ("customProperties" or "metadata" or "connections")).Sum(member => CountActivities(member.Value))
            + (json["type"]?.GetValueKind() == JsonValueKind.String && json.ContainsKey("id") && !json.ContainsKey("expression") ? 1 : 0),
        _ => 0,
    };
}
