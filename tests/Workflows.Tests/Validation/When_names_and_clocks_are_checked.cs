using System.Text.Json.Nodes;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.Registry;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Workflows.Simulation;
using JieSuJiBan.Workflows.Validation;
using NodaTime;

namespace JieSuJiBan.Workflows.Tests.Validation;

/// <summary>Every name that a drawing uses exists, and a clock runs wherever a unit works; what is sound has no finding at all.</summary>
public class When_names_and_clocks_are_checked
{
    [Theory]
    [InlineData("\"officeDirector\"", "\"officeDirecter\"", "input.unknownRole", "officeDirector")]
    [InlineData("\"LeadUnit\"", "\"LeedUnit\"", "input.unknownUnit", "LeadUnit")]
    [InlineData("\"AwaitingAudit\"", "\"AwaitingAudti\"", "input.unnamedStatus", "AwaitingAudit")]
    [InlineData("\"ReviewReply\"", "\"ReviewRepli\"", "input.unknownTaskKind", "ReviewReply")]
    [InlineData("\"ReplyAudit\"", "\"ReplyAudits\"", "input.unknownStep", "ReplyAudit")]
    [InlineData("[\\\"Talked\\\"]", "[\\\"Talkd\\\"]", "input.unknownOutcome", "Talked")]
    public void a_name_that_does_not_exist_is_an_error_that_says_the_nearest(string piece, string replacement, string code, string nearest)
    {
        Assert.Contains(piece, Weifang.Drawing, StringComparison.Ordinal);
        var at = Weifang.Drawing.IndexOf(piece, StringComparison.Ordinal);
        var finding = Assert.Single(Check(Weifang.Drawing[..at] + replacement + Weifang.Drawing[(at + piece.Length)..]), finding => finding.Code == code);

        Assert.Equal(Severity.Error, finding.Severity);
        Assert.Contains(nearest, finding.Chinese, StringComparison.Ordinal);
        Assert.Contains(nearest, finding.English, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ticket.objektions", "expression.unknownFact")]
    [InlineData("ticket[\"objektions\"]", "expression.unknownFact")]
    [InlineData("ticket?.more?.handleTicket?.onSit", "expression.unknownFact")]
    [InlineData("(() => { const { objektions } = ticket; return objektions; })()", "expression.unknownFact")]
    [InlineData("(() => { const t = ticket; return t.objektions; })()", "expression.unknownFact")]
    [InlineData("ticket.callback.satisfyed === 'Yes'", "expression.unknownFact")]
    [InlineData("ticket.reviewReply['1'].outcom === 'Passed'", "expression.unknownFact")]
    [InlineData("ticket.reviewReply.outcome === 'Passed'", "expression.unknownFact")]
    [InlineData("ticket.clocks.feedbak.dueAt !== null", "expression.unknownFact")]
    [InlineData("ticket.clocks.feedback.overduAt !== null", "expression.unknownFact")]
    [InlineData("ticket.reviewReply['1'].outcome === 'Passd'", "expression.unknownCode")]
    [InlineData("'AwaitingAudti' == ticket.status", "expression.unknownCode")]
    [InlineData("['Complain', 'Help'].includes(ticket.requestType)", "expression.unknownCode")]
    [InlineData("(() => { switch (ticket.channel) { case 'Phon': return true; default: return false; } })()", "expression.unknownCode")]
    [InlineData("ticket.leadUnit !== '3701-99'", "expression.unknownCode")]
    [InlineData("ticket.callback?.satisfied === 'Satisfyed'", "expression.unknownCode")]
    [InlineData("ticket.more.handleTicket.terminationGround === 'Withdrawed'", "expression.unknownCode")]
    [InlineData("policy.city.nme", "expression.unknownPolicy")]
    [InlineData("policy.handeling.maxUrges > 1", "expression.unknownPolicy")]
    public void an_expression_that_reads_what_nothing_has_is_an_error(string script, string code) =>
        Assert.Contains(Check(WithDecision(script)), finding => finding.Code == code && finding.Severity == Severity.Error);

    [Theory]
    [InlineData("ticket.objections.length > 1")]
    [InlineData("ticket.more.handleTicket.onSite === true")]
    [InlineData("ticket.reviewReply['1'].outcome === 'SentBack'")]
    [InlineData("ticket.reviewReply[Object.keys(ticket.reviewReply).length].outcome === 'SentBack'")]
    [InlineData("ticket.clocks.feedback?.overdueAt != null && ticket.clocks.replyAudit?.state === 'Running'")]
    [InlineData("ticket.status === 'AwaitingAudit' || ticket.status === 'InHandling' || ticket.address === 'whatever'")]
    [InlineData("['Complaint', 'Help'].includes(ticket.requestType) && ticket.classCode !== '01' && ticket.leadUnit !== ''")]
    [InlineData("ticket.callback.satisfied === 'Satisfied'")]
    [InlineData("ticket.number.startsWith('WF')")]
    [InlineData("policy.handling.maxUrges > 1 && policy.city.urgencies.length > 1")]
    public void an_expression_that_reads_what_there_is_has_no_finding(string script) =>
        Assert.DoesNotContain(Check(WithDecision(script)), finding => finding.Code.StartsWith("expression.", StringComparison.Ordinal));

    [Theory]
    [InlineData("{% if ticket[\"objektions\"] %}true{% endif %}", "expression.unknownFact")]
    [InlineData("{{ ticket.reviewReply[\"1\"].outcom }}", "expression.unknownFact")]
    [InlineData("{% if ticket.status == \"AwaitingAudti\" %}true{% endif %}", "expression.unknownCode")]
    [InlineData("{% if 'Phon' != ticket.channel %}true{% endif %}", "expression.unknownCode")]
    [InlineData("{% if ticket.status == \"AwaitingAudit\" and ticket[\"channel\"] == 'Phone' %}true{% endif %}", null)]
    public void a_template_is_held_to_the_same_names(string template, string? code) =>
        Assert.Equal(code is null ? [] : [code], Check(WithDecision(template, "Liquid")).Select(finding => finding.Code).Where(found => found.StartsWith("expression.", StringComparison.Ordinal)));

    [Theory]
    [InlineData("tasks.json", "工单 {number} 的答复未通过审核，请重新办理", "工单 {numbr} 的答复未通过审核，请重新办理", "number")]
    [InlineData("tasks.json", "您反映的诉求 {number} 经审核终止办理", "您反映的诉求 {numbr} 经审核终止办理", "number")]
    [InlineData("triage.json", "已转接{receiver}。", "已转接{reciever}。", "receiver")]
    [InlineData("escalation.json", "工单 {number} 已于 {due} 超期，发{act}，请三日内办结", "工单 {number} 已于 {duee} 超期", "due")]
    public void a_text_with_a_field_that_nothing_fills_is_not_published_but_what_is_in_force_is_read(string file, string piece, string replacement, string nearest)
    {
        var files = new Dictionary<string, string>(Weifang.Files, StringComparer.Ordinal);
        Assert.Contains(piece, files[file], StringComparison.Ordinal);
        files[file] = files[file].Replace(piece, replacement, StringComparison.Ordinal);
        var load = CityPolicies.Load(files);

        Assert.Null(load.Policy);
        Assert.Contains(nearest, Assert.Single(load.Findings, finding => finding.Code is "task.text" or "triage.text" or "escalation.text").Chinese, StringComparison.Ordinal);
        Assert.NotNull(load.Published);
    }

    [Fact]
    public void a_role_that_nobody_has_is_not_published_but_what_is_in_force_is_read()
    {
        var files = new Dictionary<string, string>(Weifang.Files, StringComparer.Ordinal) { ["extension.json"] = Weifang.Files["extension.json"].Replace("\"mode\"", "\"approver\": {\"role\": \"supervisr\"}, \"mode\"", StringComparison.Ordinal) };
        var load = CityPolicies.Load(files);

        Assert.Null(load.Policy);
        Assert.Contains(load.Findings, finding => finding.Code == "role.unknown");
        Assert.NotNull(load.Published);
    }

    [Fact]
    public void a_status_or_a_duty_that_is_declared_in_vain_is_named_with_what_was_meant()
    {
        var policy = Weifang.With(
            ("city.json", "\"code\": \"AwaitingTermination\"", "\"code\": \"InHandlin\""),
            ("organisation.json", "370102-01\", \"name\": \"历下区住房和城乡建设局\", \"kind\": \"Department\", \"parent\": \"370102\", \"district\": \"370102\", \"duties\": [\"housing\"]", "370102-01\", \"name\": \"历下区住房和城乡建设局\", \"kind\": \"Department\", \"parent\": \"370102\", \"district\": \"370102\", \"duties\": [\"housng\"]"));
        var findings = UnusedNames.Check(policy, [Weifang.Ticket]).ToArray();

        Assert.Contains("InHandling", Assert.Single(findings, finding => finding.Code == "city.status.unused").Chinese, StringComparison.Ordinal);
        Assert.Contains(findings, finding => finding.Code == "unit.duty.unused" && finding.English.Contains("'housing'", StringComparison.Ordinal));
        Assert.Empty(UnusedNames.Check(Weifang.Policy, [Weifang.Ticket]));
    }

    [Fact]
    public void a_pack_that_is_older_than_the_names_of_statuses_still_loads()
    {
        var policy = Weifang.With(("city.json", "\"code\": \"AwaitingAudit\"", "\"code\": \"Elsewhere\""));
        var finding = Assert.Single(DefinitionChecks.Run(Weifang.Ticket, Beijing.Catalog, DefinitionSet.Of([new(Weifang.Ticket, Instant.MinValue)]), policy));

        Assert.Equal(("input.unnamedStatus", Severity.Warning), (finding.Code, finding.Severity));
    }

    [Fact]
    public void a_signal_by_which_nothing_stops_a_clock_is_an_error()
    {
        var drawing = Edit(root => Node(root, "feedback-clock")["endSignal"] = Literal("ticket.replyed"));
        Assert.Contains("ticket.replied", Assert.Single(Check(drawing), finding => finding.Code == "input.unknownSignal").Chinese, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("feedback-clock")]
    [InlineData("rehandle-clock")]
    public void a_clock_that_is_deleted_is_missed_where_the_unit_works(string clock)
    {
        var drawing = Edit(root =>
        {
            root["activities"]!.AsArray().Remove(Node(root, clock));
            Remove(root, edge => (string?)edge["target"]!["activity"] == clock || (string?)edge["source"]!["activity"] == clock);
        });

        Assert.Contains(Check(drawing), finding => finding is { Code: "wait.noClock", Severity: Severity.Error, ActivityId: "handle" or "sign-in" });
    }

    [Theory]
    [InlineData("dispatch", "feedback-clock")]
    [InlineData("rehandle", "rehandle-clock")]
    public void a_clock_that_one_way_does_not_start_is_missed(string source, string clock) =>
        Assert.Contains(Check(Edit(root => Remove(root, edge => (string?)edge["source"]!["activity"] == source && (string?)edge["target"]!["activity"] == clock))), finding => finding.Code == "wait.noClock");

    [Fact]
    public void a_ticket_that_comes_back_after_its_callback_needs_the_clock_of_the_rehandling()
    {
        var drawing = Edit(root =>
        {
            Remove(root, edge => (string?)edge["source"]!["activity"] == "callback" && (string?)edge["source"]!["port"] == "Unsatisfied");
            var again = Node(root, "red-card-talk").DeepClone();
            (again["id"], again["name"]) = ("again", "again");
            root["activities"]!.AsArray().Add(again);
            Connect(root, "callback", "Unsatisfied", "again");
            Connect(root, "again", "Talked", "handle");
            root["activities"]!.AsArray().Remove(Node(root, "rehandle-clock"));
            Remove(root, edge => (string?)edge["target"]!["activity"] == "rehandle-clock");
        });

        Assert.Contains(Check(drawing), finding => finding.Code == "wait.noClock" && finding.Chinese.Contains("Rehandle", StringComparison.Ordinal));
    }

    [Fact]
    public void a_wait_is_watched_only_where_every_way_to_it_starts_a_timer()
    {
        static JsonObject Drawn(string id, string type) => new() { ["id"] = id, ["type"] = type, ["name"] = id, ["version"] = 1, ["eventName"] = Literal("city.event") };
        var drawing = Edit(root =>
        {
            root["activities"]!.AsArray().Add((JsonNode)Drawn("wait", "Elsa.Event"));
            root["activities"]!.AsArray().Add((JsonNode)new JsonObject { ["id"] = "delay", ["type"] = "Elsa.Delay", ["name"] = "delay", ["version"] = 1, ["timeSpan"] = new JsonObject { ["typeName"] = "TimeSpan", ["expression"] = new JsonObject { ["type"] = "Literal", ["value"] = "1.00:00:00" } } });
            Connect(root, "accept", "Done", "wait");
            Connect(root, "accept", "Done", "delay");
        });
        Assert.DoesNotContain(Check(drawing), finding => finding is { Code: "wait.noClock", ActivityId: "wait" });

        var second = JsonNode.Parse(drawing)!;
        Connect(second["root"]!.AsObject(), "triage", "HandOver", "wait");
        Assert.Contains(Check(second.ToJsonString()), finding => finding is { Code: "wait.noClock", ActivityId: "wait" });
    }

    [Fact]
    public void a_city_that_calls_back_at_the_limit_is_told_where_no_such_callback_is_drawn()
    {
        var (definitions, policy) = Published("beijing");
        var drawing = JsonNode.Parse(definitions.Single(definition => definition.DefinitionId == "ticket").ToJson())!;
        Remove(drawing["root"]!.AsObject(), edge => (string?)edge["target"]!["activity"] == "callback-at-limit");
        var definition = WorkflowDefinition.Read(drawing.ToJsonString()).Definition!;
        var set = DefinitionSet.Of(definitions.Select(one => new PublishedDefinition(one, Instant.MinValue)));

        Assert.Contains(DefinitionChecks.Run(definition, Beijing.Catalog, set, policy), finding => finding.Code == "path.withoutCallbackAtLimit");
        var onReply = Beijing.PolicyWith(("callback.json", "\"trigger\": \"OnLimitExpiry\"", "\"trigger\": \"OnReply\""));
        Assert.DoesNotContain(DefinitionChecks.Run(definition, Beijing.Catalog, set, onReply), finding => finding.Code == "path.withoutCallbackAtLimit");
    }

    [Theory]
    [InlineData("beijing")]
    [InlineData("jinan")]
    public void the_packs_beside_the_product_have_no_finding_at_all(string pack)
    {
        var (definitions, policy) = Published(pack);
        var set = DefinitionSet.Of(definitions.Select(definition => new PublishedDefinition(definition, Instant.MinValue)));

        Assert.Empty(UnusedNames.Check(policy, definitions));
        foreach (var definition in definitions) Assert.Empty(DefinitionChecks.Run(definition, Beijing.Catalog, set, policy));
    }

    [Theory]
    [InlineData("beijing")]
    [InlineData("jinan")]
    public void every_fact_that_a_ticket_comes_to_hold_has_a_name(string pack)
    {
        var (definitions, policy) = Published(pack);
        var (facts, ofClocks) = (new SortedSet<string>(StringComparer.Ordinal), new SortedSet<string>(StringComparer.Ordinal));
        new CitySimulation(definitions, policy)
        {
            Seen = state =>
            {
                facts.UnionWith(state.Facts.MembersByName.Select(member => member.Key));
                ofClocks.UnionWith(state.Facts["clocks"].MembersByName.SelectMany(clock => clock.Value.MembersByName.Select(member => $"{clock.Key}.{member.Key}")));
            },
        }.Run(150, seed: 5, Instant.FromUtc(2025, 1, 1, 0, 0));

        Assert.Empty(facts.Except(FactNames.Of(policy).Keys));
        Assert.DoesNotContain(ofClocks, path => FactNames.Unknown(FactNames.Of(policy), ["clocks", .. path.Split('.')]) is not null);
    }

    [Fact]
    public void made_up_people_can_aim_at_a_path()
    {
        var aim = Aim.At([Weifang.Ticket], "dispute-meeting:Designated")!;
        var aimless = new CitySimulation([Weifang.Ticket], Weifang.Policy).Run(60, seed: 4, Instant.FromUtc(2025, 1, 1, 0, 0));
        var aimed = new CitySimulation([Weifang.Ticket], Weifang.Policy, aim).Run(60, seed: 4, Instant.FromUtc(2025, 1, 1, 0, 0));

        Assert.Null(aimless.Arrived);
        Assert.True(aimed.Arrived > 5 * Math.Max(1, aimless.Passages["ticket/dispute-meeting:Designated"]), $"{aimed.Arrived} of 60");
        Assert.True(aimed.Passages["ticket/dispute-meeting:Designated"] >= aimed.Arrived);
        Assert.All(aimed.Refusals.Keys, code => Assert.NotEmpty(aimed.Reasons[code].Chinese));
        Assert.Null(Aim.At([Weifang.Ticket], "nowhere:Designated"));
    }

    [Fact]
    public void made_up_people_can_aim_at_an_outcome_that_ends_a_side_way()
    {
        var aim = Aim.At([Weifang.Ticket], "red-card-talk:Talked");
        Assert.NotNull(aim);
        var report = new CitySimulation([Weifang.Ticket], Weifang.Policy, aim).Run(40, seed: 4, Instant.FromUtc(2025, 1, 1, 0, 0));

        Assert.True(report.Arrived > 0);
        Assert.True(report.Passages["ticket/red-card-talk:Talked"] >= report.Arrived);
        Assert.Null(Aim.At([Weifang.Ticket], "red-card-talk:Talkd"));
    }

    private static (WorkflowDefinition[] Definitions, CityPolicy Policy) Published(string pack)
    {
        var path = Path.Combine(Beijing.Place, "..", pack);
        var definitions = Directory.GetFiles(path, "*.json").Order(StringComparer.Ordinal).Select(file => WorkflowDefinition.Read(File.ReadAllText(file)).Definition!).ToArray();
        var files = Directory.GetFiles(Path.Combine(path, "policies"), "*.json").ToDictionary(file => Path.GetFileName(file), File.ReadAllText, StringComparer.Ordinal);
        return (definitions, CityPolicies.Load(files).Policy!);
    }

    private static IReadOnlyList<Finding> Check(string drawing)
    {
        var definition = WorkflowDefinition.Read(drawing).Definition!;
        return DefinitionChecks.Run(definition, Beijing.Catalog, DefinitionSet.Of([new(definition, Instant.MinValue)]), Weifang.Policy);
    }

    private static string WithDecision(string script, string language = "JavaScript") => Edit(root =>
    {
        root["activities"]!.AsArray().Add((JsonNode)new JsonObject
        {
            ["id"] = "turn",
            ["type"] = "Elsa.FlowDecision",
            ["name"] = "turn",
            ["version"] = 1,
            ["condition"] = new JsonObject { ["typeName"] = "Boolean", ["expression"] = new JsonObject { ["type"] = language, ["value"] = script } },
        });
        Remove(root, edge => (string?)edge["source"]!["activity"] == "triage" && (string?)edge["source"]!["port"] == "HandOver");
        Connect(root, "triage", "HandOver", "turn");
        Connect(root, "turn", "True", "archive");
        Connect(root, "turn", "False", "archive");
    });

    private static string Edit(Action<JsonObject> edit)
    {
        var drawing = JsonNode.Parse(Weifang.Drawing)!;
        edit(drawing["root"]!.AsObject());
        return drawing.ToJsonString();
    }

    private static JsonNode Node(JsonObject root, string id) => root["activities"]!.AsArray().Single(node => (string?)node!["id"] == id)!;

    private static JsonObject Literal(string value) => new() { ["typeName"] = "String", ["expression"] = new JsonObject { ["type"] = "Literal", ["value"] = value } };

    private static void Connect(JsonObject root, string source, string port, string target) => root["connections"]!.AsArray().Add((JsonNode)new JsonObject
    {
        ["source"] = new JsonObject { ["activity"] = source, ["port"] = port },
        ["target"] = new JsonObject { ["activity"] = target, ["port"] = "In" },
    });

    private static void Remove(JsonObject root, Predicate<JsonNode> which)
    {
        var connections = root["connections"]!.AsArray();
        foreach (var edge in connections.Where(edge => which(edge!)).ToArray()) connections.Remove(edge);
    }
}
