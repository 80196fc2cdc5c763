using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Workflows.Validation;

namespace JieSuJiBan.Workflows.Tests.Validation;

public sealed class When_a_definition_is_checked
{
    [Fact]
    public void The_published_ticket_holds_no_error() =>
        Assert.DoesNotContain(DefinitionChecks.Run(Beijing.Ticket, Beijing.Catalog, Beijing.Definitions, Beijing.Policy), finding => finding.Severity == Severity.Error);

    [Fact]
    public void The_shortest_sound_way_of_a_ticket_has_no_finding() => Assert.Empty(Run(Sketch.Ticket()));

    [Fact]
    public void An_activity_that_nothing_leads_to_is_found() =>
        Finds(Sketch.Ticket().Node("lost", "Elsa.WriteLine", "丢失", ("text", "String", "Literal", "x")), "activity.unreachable", "lost");

    [Fact]
    public void A_wait_without_a_clock_is_found_and_a_delay_beside_it_mends_it()
    {
        static Sketch Asking() => Sketch.Ticket().Without("accept", "Done")
            .Node("ask", "Elsa.RunTask", "询问", ("taskName", "String", "Literal", "ask")).Edge("accept", "Done", "ask").Edge("ask", "Done", "handle");
        Finds(Asking(), "wait.noClock", "ask", Severity.Error);
        Assert.DoesNotContain(
            Run(Asking().Node("delay", "Elsa.Delay", "延时", ("timeSpan", "TimeSpan", "Literal", "1.00:00:00")).Edge("accept", "Done", "delay").Edge("delay", "Done", "handle")),
            finding => finding.Code == "wait.noClock");
    }

    [Fact]
    public void Workflows_that_are_no_ticket_may_wait_without_a_clock() =>
        Assert.Empty(Run(new Sketch().Node("ask", "Elsa.RunTask", "询问", ("taskName", "String", "Literal", "ask"))));

    [Fact]
    public void Article_28_a_way_that_ends_without_the_archive_is_found() =>
        Finds(Sketch.Ticket().Without("callback", "Unreachable").Node("note", "Elsa.WriteLine", "记录", ("text", "String", "Literal", "x")).Edge("callback", "Unreachable", "note"), "path.withoutArchive", "note", Severity.Error);

    [Fact]
    public void Article_28_what_only_stands_beside_the_work_is_no_way_to_the_archive() =>
        Finds(
            Sketch.Ticket().Without("callback", "Unreachable").Node("note", "Elsa.WriteLine", "记录", ("text", "String", "Literal", "x")).Edge("callback", "Unreachable", "note")
                .Node("links", "Jsjb.TicketLinks", "并单").Edge("accept", "Done", "links").Edge("links", "Merged", "archive"),
            "path.withoutArchive", "note", Severity.Error);

    [Fact]
    public void A_direct_answer_of_the_published_ticket_that_ends_without_the_archive_is_found()
    {
        var json = System.Text.Json.Nodes.JsonNode.Parse(Beijing.Ticket.ToJson())!;
        var answer = json["root"]!["connections"]!.AsArray().First(edge => (string?)edge!["source"]!["port"] == "AnswerDirectly")!;
        answer["target"]!["activity"] = "finish";
        var findings = DefinitionChecks.Run(WorkflowDefinition.Read(json.ToJsonString()).Definition!, Beijing.Catalog, Beijing.Definitions, Beijing.Policy);
        Assert.Contains(findings, finding => finding is { Code: "path.withoutArchive", ActivityId: "finish", Severity: Severity.Error });
    }

    [Theory]
    [InlineData("ticket.json")]
    [InlineData("whistle.json")]
    [InlineData("coordination.json")]
    [InlineData("supervision.json")]
    public void The_published_definitions_have_no_finding_at_all(string file) => Assert.Empty(DefinitionChecks.Run(
        Beijing.Definitions.All.Single(version => version.Definition.DefinitionId == Path.GetFileNameWithoutExtension(file)).Definition, Beijing.Catalog, Beijing.Definitions, Beijing.Policy));

    [Fact]
    public void The_workflow_of_every_new_ticket_must_accept_it()
    {
        var json = System.Text.Json.Nodes.JsonNode.Parse(Beijing.Ticket.ToJson())!;
        json["root"] = new System.Text.Json.Nodes.JsonObject { ["id"] = "flow", ["type"] = "Elsa.Flowchart", ["version"] = 1 };
        var findings = DefinitionChecks.Run(WorkflowDefinition.Read(json.ToJsonString()).Definition!, Beijing.Catalog, Beijing.Definitions, Beijing.Policy);
        Assert.Contains(findings, finding => finding is { Code: "ticket.notAccepted", ActivityId: "flow", Severity: Severity.Error });
    }

    [Fact]
    public void A_workflow_in_which_nothing_happens_is_doubtful() =>
        Assert.Equal([("workflow.empty", Severity.Warning)], Run(new Sketch()).Select(finding => (finding.Code, finding.Severity)));

    [Theory]
    [InlineData("HoldConference1", "派单前会商")]
    [InlineData("HoldConference3", "派单前会商 3")]
    [InlineData("Conference", "Conference")]
    public void An_activity_that_was_dropped_and_never_named_is_called_by_its_type_and_number(string name, string label)
    {
        var json = System.Text.Json.Nodes.JsonNode.Parse(Sketch.Ticket().Node("talk", "Jsjb.HoldConference").ToJson())!;
        var node = json["root"]!["activities"]!.AsArray().Single(activity => (string?)activity!["id"] == "talk")!;
        node["name"] = name;
        node["metadata"]!.AsObject().Remove("displayText");
        var findings = DefinitionChecks.Run(WorkflowDefinition.Read(json.ToJsonString()).Definition!, Beijing.Catalog, Beijing.Definitions, Beijing.Policy);
        Assert.Contains($"“{label}”", findings.First(finding => finding.ActivityId == "talk").Chinese, StringComparison.Ordinal);
    }

    [Fact]
    public void A_template_with_a_fault_says_where()
    {
        var finding = Assert.Single(Run(Sketch.Ticket().Node("note", "Elsa.WriteLine", "记录", ("text", "String", "Liquid", "a\n{% if b %} c")).Edge("accept", "Done", "note")), finding => finding.Code == "liquid.syntax");
        Assert.Equal((2, true), (finding.Line, finding.Column > 0));
        Assert.Contains("第 2 行", finding.Chinese, StringComparison.Ordinal);
        Assert.DoesNotContain("Source", finding.Chinese, StringComparison.Ordinal);
    }

    [Fact]
    public void An_outcome_that_leads_nowhere_is_called_by_its_name() =>
        Assert.Contains("出口“未接通（Unreachable）”", Assert.Single(Run(Sketch.Ticket().Without("callback", "Unreachable")), finding => finding.Code == "port.notConnected").Chinese, StringComparison.Ordinal);

    [Fact]
    public void Article_28_of_branches_side_by_side_only_the_one_that_goes_on_to_a_bad_end_is_blamed()
    {
        var findings = Run(Sketch.Ticket()
            .Without("callback", "Unreachable").Node("note", "Elsa.WriteLine", "记录", ("text", "String", "Literal", "x")).Edge("callback", "Unreachable", "note")
            .Node("copy", "Elsa.WriteLine", "抄送", ("text", "String", "Literal", "x")).Edge("accept", "Done", "copy"));
        Assert.Equal(["note"], findings.Where(finding => finding.Code == "path.withoutArchive").Select(finding => finding.ActivityId));
    }

    [Fact]
    public void Article_28_a_branch_that_runs_beside_one_to_the_archive_may_end() =>
        Assert.DoesNotContain(
            Run(Sketch.Ticket().Node("note", "Elsa.WriteLine", "抄送", ("text", "String", "Literal", "x")).Edge("accept", "Done", "note")),
            finding => finding.Code.StartsWith("path.", StringComparison.Ordinal));

    [Fact]
    public void Article_23_a_reply_that_reaches_the_archive_without_a_callback_is_found() =>
        Finds(Sketch.Ticket().WithoutNode("callback").Edge("handle", "Replied", "archive"), "path.withoutCallback", "handle", Severity.Error);

    [Fact]
    public void An_outcome_that_leads_nowhere_is_found() => Finds(Sketch.Ticket().Without("callback", "Unreachable"), "port.notConnected", "callback");

    [Fact]
    public void A_unit_that_the_city_does_not_have_is_found() =>
        Finds(Dispatching("unitCode", "119999999"), "input.unknownUnit", "dispatch", Severity.Error);

    [Fact]
    public void A_unit_of_the_city_is_no_finding() => Assert.DoesNotContain(Run(Dispatching("unitCode", "110000201")), finding => finding.Code == "input.unknownUnit");

    [Fact]
    public void A_limit_step_that_the_city_does_not_have_is_found() =>
        Finds(Dispatching("limitStep", "Nonsense"), "input.unknownStep", "dispatch", Severity.Error);

    [Fact]
    public void A_limit_step_that_holds_where_the_definition_is_silent_must_exist_too()
    {
        var policy = Beijing.PolicyWith(("time-limits.json", "\"ChooseUnit\"", "\"PickUnit\""));
        var finding = Assert.Single(DefinitionChecks.Run(Beijing.Ticket, Beijing.Catalog, Beijing.Definitions, policy), finding => finding.Code == "input.unknownStep");
        Assert.Equal(("dispatch", "DistrictStep"), (finding.ActivityId, finding.Input));
    }

    [Fact]
    public void A_script_error_is_found_with_its_position()
    {
        var finding = Finds(Sketch.Ticket().Without("accept", "Done").Node("say", "Elsa.WriteLine", "说", ("text", "String", "JavaScript", "let a = 1;\nreturn b +;")).Edge("accept", "Done", "say").Edge("say", "Done", "handle"), null, "say", Severity.Error);
        Assert.Equal(2, finding.Line);
        Assert.NotNull(finding.Column);
    }

    [Fact]
    public void A_variable_that_is_read_and_never_set_is_found() => Finds(
        Sketch.Ticket().Variable("Reason").Without("accept", "Done").Node("say", "Elsa.WriteLine", "说", ("text", "String", "JavaScript", "getReason()")).Edge("accept", "Done", "say").Edge("say", "Done", "handle"),
        "variable.neverSet",
        "say");

    [Fact]
    public void A_variable_that_nothing_reads_is_found() => Finds(Sketch.Ticket().Variable("Reason"), "variable.neverRead", "flow");

    [Fact]
    public void Errors_come_first_and_every_finding_says_what_to_do()
    {
        var findings = Run(Sketch.Ticket().Variable("Reason").WithoutNode("callback").Edge("handle", "Replied", "archive"));
        Assert.Equal(Severity.Error, findings[0].Severity);
        Assert.All(findings, finding =>
        {
            Assert.Contains('；', finding.Chinese);
            Assert.Contains(':', finding.English);
        });
    }

    private static Sketch Dispatching(string input, string value) => Sketch.Ticket().Without("accept", "Done")
        .Node("dispatch", "Jsjb.DispatchTicket", "派单", (input, "String", "Literal", value)).Edge("accept", "Done", "dispatch").Edge("dispatch", "Dispatched", "handle");

    /// <summary>The shortest way has no clock to call back at, so the city calls back after the reply.</summary>
    private static readonly CityPolicy CallsBackOnReply = Beijing.PolicyWith(("callback.json", "\"OnLimitExpiry\"", "\"OnReply\""));

    private static IReadOnlyList<Finding> Run(Sketch sketch)
    {
        var definition = sketch.Read();
        return DefinitionChecks.Run(definition, Beijing.Catalog, DefinitionSet.Of([new PublishedDefinition(definition, NodaTime.Instant.MinValue)]), CallsBackOnReply);
    }

    private static Finding Finds(Sketch sketch, string? code, string node, Severity severity = Severity.Warning)
    {
        var findings = Run(sketch);
        return Assert.Single(findings, finding => (code is null || finding.Code == code) && finding.ActivityId == node && finding.Severity == severity);
    }
}
