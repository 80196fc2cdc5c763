using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.Registry;
using JieSuJiBan.Activities.Tests.Policies;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Activities.BuiltIn;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Replay;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Tests.Tasks;

/// <summary>Another city's law asks for a step that nobody foresaw: its leader signs each ticket first. JSON alone models it.</summary>
public class When_a_city_draws_a_step_of_its_own
{
    private const string Tasks = """
        {"roles": [{"code": "leader", "name": "主要领导", "english": "Leader"}],
         "kinds": [{"kind": "SignFirst", "name": "主要领导签批", "english": "Leader signs first", "duty": "主要领导先行签批", "article": "某市条例 第五条",
           "outcomes": [{"name": "Signed", "display": "签批", "english": "Sign", "set": {"signedBy": "=actor", "signedAt": "=now", "remark": "=result.remark"},
                         "notify": [{"to": "Duty:water", "text": "工单 {number} 已签批"}], "tell": "您的诉求 {number} 已由负责人签批"},
                        {"name": "SentBack", "display": "退回", "english": "Send back"}],
           "fields": [{"name": "remark", "display": "批示", "english": "Remark", "required": true, "onlyFor": ["Signed"]},
                      {"name": "meetingAt", "type": "Instant", "display": "会商时间", "english": "Met at", "notBefore": "acceptedAt", "notAfter": "now"},
                      {"name": "share", "type": "Number", "display": "比例", "english": "Share", "least": "0", "most": "100"},
                      {"name": "unit", "type": "Unit", "display": "单位", "english": "Unit"}]}],
         "changes": [{"kind": "TriageTicket", "duty": "本市先核实", "fields": [{"name": "verifiedBy", "display": "核实方式", "english": "Verified by", "required": true}]}]}
        """;

    private static readonly ActivityRegistry Catalog = new ActivityRegistry(BuiltInActivities.All).With(CaseActivities.All);
    private static readonly CityPolicy City = Load(Tasks).Policy!;
    private static readonly Actor Leader = new("zhang", null, ["leader"]);

    [Fact]
    public void its_task_is_asked_by_its_declaration_and_within_a_limit()
    {
        var run = Run();
        var task = Assert.Single(run.Tasks);

        Assert.Equal(("SignFirst", "leader", "等待签批"), (task.Kind, task.Role, task.Title));
        Assert.Equal(run.Now + Duration.FromHours(1), task.DueAt);
        Assert.Equal("AwaitingSignature", run.State!.Facts["status"].AsString());
        Assert.Equal("主要领导签批", City.FindTask("SignFirst")!.DisplayName);
    }

    [Fact]
    public void its_outcome_sets_facts_tells_the_petitioner_and_notifies_a_unit()
    {
        var run = Run();
        Assert.IsType<Decided>(run.CompleteTask("SignFirst", "Signed", Value.Object(("remark", Words("同意"))), Leader));

        var facts = run.State!.Facts;
        Assert.Equal(("zhang", "同意"), (facts["signedBy"].AsString(), Sealed.From(facts["remark"])!.Id));
        Assert.Equal(run.Now, facts["signedAt"].AsInstant());
        Assert.Equal(("Signed", "zhang"), (facts["signFirst"]["1"]["outcome"].AsString(), facts["signFirst"]["1"]["by"].AsString()));
        Assert.Equal("zhang", facts["actors"]["signFirst"].AsString());
        var sent = run.Effects.OfType<SendOut>().ToArray();
        Assert.Equal("W", Assert.Single(sent, effect => effect.Channel == "notice").Payload["unit"].AsString());
        Assert.Contains(facts["number"].AsString()!, Assert.Single(sent, effect => effect.Channel == "sms").Payload["text"].AsString(), StringComparison.Ordinal);
        Assert.Equal(["signed"], run.Lines);
    }

    [Theory]
    [InlineData("Approved", "remark", "同意", "task.unknownOutcome")]
    [InlineData("Signed", "other", "1", "task.unknownField")]
    [InlineData("Signed", "meetingAt", "2026-09-29T00:00:00Z", "task.time.early")]
    [InlineData("Signed", "meetingAt", "2026-10-29T00:00:00Z", "task.time.late")]
    [InlineData("Signed", "share", "101", "task.number.range")]
    [InlineData("Signed", "unit", "nobody", "task.code.unknown")]
    public void what_the_declaration_forbids_is_refused(string outcome, string field, string text, string code)
    {
        var run = Run();
        var value = field == "share" ? Value.Of(101) : Value.Of(text);

        var refused = Assert.IsType<Refused>(run.CompleteTask("SignFirst", outcome, Value.Object(("remark", Words("同意"))).With(field, value), Leader)).Rejection;

        Assert.Equal(code, refused.Code);
        Assert.True(refused.Chinese.Length > 0 && refused.English.Length > 0);
        if (code.StartsWith("task.time", StringComparison.Ordinal)) Assert.Equal("某市条例 第五条", refused.Source);
    }

    [Fact]
    public void passing_its_limit_is_recorded_and_the_step_can_still_be_done()
    {
        var run = Run();
        run.AdvanceTo(run.Now + Duration.FromDays(3));

        Assert.Equal(1, run.State!.Facts["overdueTasks"]["signFirst"].AsInt64());
        Assert.Equal(["late"], run.Lines);
        Assert.IsType<Decided>(run.CompleteTask("SignFirst", "Signed", Value.Object(("remark", Words("同意"))), Leader));
        Assert.Equal(["late", "signed"], run.Lines);
    }

    [Fact]
    public void a_field_added_to_a_built_in_task_is_demanded_and_kept()
    {
        var run = Run("""{"id": "triage", "type": "Jsjb.TriageTicket"}""", "accept->triage");
        var dispatcher = new Actor("li", null, ["dispatcher"]);
        var answer = Value.Object(("classCode", Value.Of("11")), ("districtCode", Value.Of("370102")));

        var refused = Assert.IsType<Refused>(run.CompleteTask("TriageTicket", "Dispatch", answer, dispatcher)).Rejection;
        Assert.Equal(("task.fieldRequired", "result.verifiedBy"), (refused.Code, refused.Field));
        Assert.IsType<Decided>(run.CompleteTask("TriageTicket", "Dispatch", answer.With("verifiedBy", Words("电话")), dispatcher));
        Assert.Equal("电话", Sealed.From(run.State!.Facts["more"]["triageTicket"]["verifiedBy"])!.Id);
    }

    [Theory]
    [InlineData("\"kind\": \"SignFirst\"", "\"kind\": \"HandleTicket\"", "task.kind.builtIn")]
    [InlineData("\"kind\": \"TriageTicket\"", "\"kind\": \"Nothing\"", "task.kind.unknown")]
    [InlineData("\"signedBy\": \"=actor\"", "\"number\": \"1\"", "task.set.protected")]
    [InlineData("\"to\": \"Duty:water\"", "\"to\": \"nobody\"", "task.notice.to")]
    [InlineData("\"onlyFor\": [\"Signed\"]", "\"onlyFor\": [\"Sealed\"]", "task.field.onlyFor")]
    [InlineData("\"name\": \"SentBack\"", "\"name\": \"sent back\"", "task.name")]
    [InlineData("\"most\": \"100\"", "\"most\": \"many\"", "policy.number")]
    [InlineData("\"english\": \"Remark\"", "\"english\": \"Remark\", \"textKind\": \"Gossip\"", "policy.choice")]
    [InlineData("\"english\": \"Remark\"", "\"english\": \"Remark\", \"textKind\": \"Choice\"", "task.field.text")]
    [InlineData("\"english\": \"Remark\"", "\"english\": \"Remark\", \"type\": \"LongText\", \"textKind\": \"Code\"", "task.field.text")]
    [InlineData("\"english\": \"Share\"", "\"english\": \"Share\", \"textKind\": \"Matter\"", "task.field.personal")]
    [InlineData("\"english\": \"Remark\"", "\"english\": \"Remark\", \"personal\": true, \"textKind\": \"Code\"", "task.field.personal")]
    [InlineData("\"duty\": \"主要领导先行签批\"", "\"dutty\": \"\"", "policy.missing")]
    public void a_slip_in_the_file_is_named(string piece, string replacement, string code)
    {
        Assert.Contains(piece, Tasks, StringComparison.Ordinal);
        var load = Load(Tasks.Replace(piece, replacement, StringComparison.Ordinal));

        Assert.Null(load.Policy);
        Assert.Contains(load.Findings, finding => finding.Code == code && finding.File == "tasks.json");
    }

    [Theory]
    [InlineData("", TextKind.OfficialWords)]
    [InlineData(", \"textKind\": \"Matter\"", TextKind.Matter)]
    [InlineData(", \"textKind\": \"OfficialWords\"", TextKind.OfficialWords)]
    [InlineData(", \"textKind\": \"Person\"", TextKind.Person)]
    [InlineData(", \"textKind\": \"Code\"", TextKind.Code)]
    [InlineData(", \"personal\": true", TextKind.Person)]
    public void whose_words_a_field_holds_is_declared_with_it_and_an_officials_where_nothing_is_said(string said, TextKind kind)
    {
        var city = Load(Tasks.Replace("\"english\": \"Remark\"", $"\"english\": \"Remark\"{said}", StringComparison.Ordinal)).Policy!;

        Assert.Equal(kind, Assert.Single(city.FindTask("SignFirst")!.Fields, field => field.Name == "remark").Kind);
    }

    [Fact]
    public void words_in_clear_are_refused_whatever_the_city_calls_the_field()
    {
        var refused = Assert.IsType<Refused>(Run().CompleteTask("SignFirst", "Signed", Value.Object(("remark", Value.Of("同意"))), Leader)).Rejection;

        Assert.Equal(("task.fieldNotSealed", "result.remark"), (refused.Code, refused.Field));
    }

    [Fact]
    public void a_step_recorded_before_words_were_sealed_is_decided_as_it_was()
    {
        var run = Run();
        run.Semantics = Semantics.WordsAreSealed - 1;

        Assert.IsType<Decided>(run.CompleteTask("SignFirst", "Signed", Value.Object(("remark", Value.Of("同意"))), Leader));
        Assert.Equal("同意", run.State!.Facts["remark"].AsString());
    }

    private static Value Words(string id) => new Sealed(id, "c", 4).ToValue();

    private static PolicyLoad Load(string tasks) => CityPolicies.Load(new Dictionary<string, string>(TinyCity.Files, StringComparer.Ordinal) { ["tasks.json"] = tasks });

    private static VirtualRun Run(
        string step = """
            {"id": "sign", "type": "Jsjb.CaseTask", "metadata": {"displayText": "等待签批"},
             "taskKind": {"typeName": "String", "expression": {"type": "Literal", "value": "SignFirst"}},
             "role": {"typeName": "String", "expression": {"type": "Literal", "value": "leader"}},
             "status": {"typeName": "String", "expression": {"type": "Literal", "value": "AwaitingSignature"}},
             "outcomes": {"typeName": "Object", "expression": {"type": "Object", "value": "[\"Signed\",\"SentBack\"]"}}}
            """,
        params string[] connections)
    {
        if (connections.Length == 0) connections = ["accept->sign", "sign:Signed->signed", "sign:Overdue->late"];
        var drawn = connections.Select(connection =>
        {
            var (from, to) = (connection.Split("->")[0].Split(':'), connection.Split("->")[1]);
            return $$$"""{"source": {"activity": "{{{from[0]}}}", "port": "{{{(from.Length > 1 ? from[1] : "Done")}}}"}, "target": {"activity": "{{{to}}}", "port": "In"}}""";
        });
        var definition = WorkflowDefinition.Read($$$"""
            {"id": "t1", "definitionId": "ticket", "name": "T", "version": 1, "root": {"id": "flow", "type": "Elsa.Flowchart", "activities": [
              {"id": "accept", "type": "Jsjb.AcceptTicket"}, {{{step}}},
              {"id": "signed", "type": "Elsa.WriteLine", "text": {"typeName": "String", "expression": {"type": "Literal", "value": "signed"} } },
              {"id": "late", "type": "Elsa.WriteLine", "text": {"typeName": "String", "expression": {"type": "Literal", "value": "late"} } }],
             "connections": [{{{string.Join(",", drawn)}}}]
             }}
            """).Definition!;
        var run = new VirtualRun(new WorkflowEngine(Catalog), DefinitionSet.Of([new(definition, Instant.MinValue)]), City, Instant.FromUtc(2026, 9, 30, 2, 0));
        Assert.IsType<Decided>(run.Start("ticket", Value.Object(
            ("body", Words("b")), ("channel", Value.Of("Phone")), ("districtCode", Value.Of("370102")), ("phone", Words("p")), ("requestType", Value.Of("Help")),
            ("serial", Value.Of(1)), ("subjectId", Value.Of("s")), ("title", Words("t")))));
        return run;
    }
}
