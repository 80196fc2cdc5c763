using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Replay;
using JieSuJiBan.Engine.Tests.Flow;
using JieSuJiBan.Engine.Validation;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Engine.Tests.Activities;

/// <summary>A duration is what every reader takes it for, a time without an offset is the city's, and no loop goes on while time stands still.</summary>
public class When_times_are_written
{
    private static readonly DateTimeZone Shanghai = DateTimeZoneProviders.Tzdb["Asia/Shanghai"];

    private static VirtualRun Run(Value root, string zone = "Asia/Shanghai", int? semantics = null, Instant? startAt = null, params (string Name, Value Value)[] members)
    {
        var definition = Draw.Definition(root, "flow", members);
        var run = new VirtualRun(new WorkflowEngine(Draw.Catalog), Draw.Set(definition), new ZonePolicy(zone), startAt) { Semantics = semantics ?? Semantics.Current };
        Assert.IsType<Decided>(run.Start("flow"));
        return run;
    }

    private static IReadOnlyList<JournalFinding> Verify(VirtualRun run) =>
        Replayer.Verify(run.Entries, new WorkflowEngine(Draw.Catalog), run.Definitions.ByHash, _ => run.Policy);

    private static IReadOnlyList<Finding> Findings(Value root, params (string Name, Value Value)[] members)
    {
        var definition = Draw.Definition(root, "flow", members);
        return DefinitionValidator.Validate(definition, Draw.Catalog, Draw.Set(definition));
    }

    public static TheoryData<string, string> Ambiguous { get; } = new()
    {
        { "24:00:00", "1.00:00:00" },
        { "25:30:00", "1.01:30:00" },
        { "90", "00:01:30" },
        { "1:30", "01:30:00" },
        { "24:00", "1.00:00:00" },
        { "00:90:00", "01:30:00" },
        { "00:00:90", "00:01:30" },
        { "00:60:00", "01:00:00" },
        { "00:00:60", "00:01:00" },
        { "P1D", "1.00:00:00" },
        { "PT24H", "1.00:00:00" },
        { "1d", "1.00:00:00" },
        { "2 小时", "02:00:00" },
        { "1:2:3", "01:02:03" },
        { "soon", "1.00:00:00" },
        { "", "hh:mm:ss" },
    };

    [Theory]
    [MemberData(nameof(Ambiguous))]
    public void a_duration_that_a_reader_takes_otherwise_is_an_incident_that_names_the_right_writing(string text, string right)
    {
        foreach (var expression in new[] { Draw.Text(text), Draw.Script($"'{text}'"), Draw.Wrapped("Liquid", Value.Of(text)), Draw.Wrapped("Object", Value.Of($"\"{text}\"")), Draw.Wrapped("Variable", Value.Object(("id", Value.Of("v")))) })
        {
            if (text.Length == 0 && expression["expression"]["type"].AsString() != "JavaScript") continue;
            var run = Run(Draw.Activity("Delay", "wait", ("timeSpan", expression)), members: ("variables", Draw.Variables(("v", "String", text))));
            Assert.Contains(right, Assert.Single(run.State!.Incidents).Message, StringComparison.Ordinal);
            Assert.Empty(Verify(run));
        }
    }

    [Theory]
    [MemberData(nameof(Ambiguous))]
    public void validation_refuses_it_wherever_it_is_known_before(string text, string right)
    {
        if (text.Length == 0) return;
        var variable = Draw.Wrapped("Variable", Value.Object(("id", Value.Of("v"))));
        foreach (var expression in new[] { Draw.Text(text), Draw.Script($"'{text}'"), Draw.Script($"return \"{text}\""), Draw.Wrapped("Liquid", Value.Of(text)), Draw.Wrapped("Object", Value.Of($"\"{text}\"")), variable })
        {
            var findings = Findings(Draw.Activity("Timer", "wait", ("interval", expression)), ("variables", Draw.Variables(("v", "String", text))));
            Assert.Contains(findings, finding => finding.Severity == Severity.Error && finding.English.Contains(right, StringComparison.Ordinal));
        }

        Assert.Contains(Findings(Draw.Line("l"), ("variables", Draw.Variables(("v", "TimeSpan", text)))), finding => finding.Code == "variable.badDefault");
    }

    [Theory]
    [InlineData("1.00:00:00", 86_400)]
    [InlineData("1:00:00:00", 86_400)]
    [InlineData("01:30:00", 5_400)]
    [InlineData("1:30:00", 5_400)]
    [InlineData("00:00:00.5", 0.5)]
    public void a_duration_that_reads_alike_is_waited_for(string text, double seconds) =>
        Assert.Equal(Duration.FromSeconds(seconds), Run(Draw.Activity("Delay", "wait", ("timeSpan", Draw.Text(text)))).State!.Timers.Single().DueAt - Instant.FromUtc(2025, 1, 1, 0, 0));

    [Fact]
    public void a_number_has_no_unit_and_is_an_incident() =>
        Assert.Contains("00:01:30", Assert.Single(Run(Draw.Activity("Delay", "wait", ("timeSpan", Draw.Script("90")))).State!.Incidents).Message, StringComparison.Ordinal);

    [Fact]
    public void a_default_of_the_type_is_an_incident_where_it_is_read_and_what_ran_before_verifies()
    {
        var variables = ("variables", Draw.Variables(("v", "TimeSpan", "24:00:00")));
        var wait = Draw.Activity("Delay", "wait", ("timeSpan", Draw.Wrapped("Variable", Value.Object(("id", Value.Of("v"))))));
        Assert.Equal("variable.conversion", Assert.Single(Run(wait, members: variables).State!.Incidents).Code);

        var before = Run(wait, semantics: Semantics.First, members: variables);
        Assert.Equal(Instant.FromUtc(2025, 1, 25, 0, 0), before.State!.Timers.Single().DueAt);
        Assert.Empty(Verify(before));
    }

    [Theory]
    [InlineData("Asia/Shanghai", "2030-12-01T09:00:00", "2030-12-01T01:00:00Z")]
    [InlineData("Asia/Shanghai", "2030-12-01T09:00", "2030-12-01T01:00:00Z")]
    [InlineData("Asia/Shanghai", "2030-12-01", "2030-11-30T16:00:00Z")]
    [InlineData("Asia/Shanghai", "2030-12-01T09:00:00Z", "2030-12-01T09:00:00Z")]
    [InlineData("Asia/Shanghai", "2030-12-01T09:00:00+09:00", "2030-12-01T00:00:00Z")]
    [InlineData("Europe/Berlin", "2030-03-31T02:30:00", "2030-03-31T01:30:00Z")]
    [InlineData("Europe/Berlin", "2030-10-27T02:30:00", "2030-10-27T00:30:00Z")]
    public void a_time_without_an_offset_is_the_citys_wherever_it_stands(string zone, string text, string instant)
    {
        var variables = ("variables", Draw.Variables(("typed", "DateTime", text), ("text", "String", text)));
        foreach (var expression in new[] { Draw.Text(text), Draw.Script($"'{text}'"), Draw.Wrapped("Liquid", Value.Of(text)), Draw.Wrapped("Variable", Value.Object(("id", Value.Of("typed")))), Draw.Wrapped("Variable", Value.Object(("id", Value.Of("text")))) })
        {
            var run = Run(Draw.Activity("StartAt", "at", ("dateTime", expression)), zone, members: variables);
            Assert.Equal(instant, Value.Of(run.State!.Timers.Single().DueAt!.Value).AsString());
        }

        Assert.Equal(text.Contains('Z', StringComparison.Ordinal) || text.Contains('+', StringComparison.Ordinal) ? instant : text + (text.Contains('T', StringComparison.Ordinal) ? "" : "T00:00:00") + (text.Length == 16 ? ":00Z" : "Z"),
            Value.Of(Run(Draw.Activity("StartAt", "at", ("dateTime", Draw.Text(text))), zone, Semantics.First).State!.Timers.Single().DueAt!.Value).AsString());
    }

    [Theory]
    [InlineData("Asia/Shanghai", "0 9 * * *", "2025-01-01T01:00:00Z")]
    [InlineData("Asia/Shanghai", "0 0 9 * * ?", "2025-01-01T01:00:00Z")]
    [InlineData("Asia/Shanghai", "0 0 1 * *", "2025-01-31T16:00:00Z")]
    [InlineData("UTC", "0 9 * * *", "2025-01-01T09:00:00Z")]
    [InlineData("Europe/Berlin", "30 2 30 3 *", "2025-03-30T01:30:00Z")]
    [InlineData("Europe/Berlin", "30 2 26 10 *", "2025-10-26T00:30:00Z")]
    public void cron_is_in_the_citys_time(string zone, string cron, string first) =>
        Assert.Equal(first, Value.Of(Run(Draw.Activity("Cron", "cron", ("cronExpression", Draw.Text(cron))), zone).State!.Timers.Single().DueAt!.Value).AsString());

    [Fact]
    public void cron_goes_on_through_a_change_of_clocks()
    {
        var run = Run(Draw.Activity("While", "w", ("condition", Draw.Script("true")), ("body", Draw.Activity("Cron", "cron", ("cronExpression", Draw.Text("30 * * * *"))))), "Europe/Berlin", startAt: Instant.FromUtc(2025, 10, 25, 23, 0));
        var fired = new List<Instant>();
        for (var i = 0; i < 5; i++)
        {
            Assert.True(run.AdvanceToNextTimer());
            fired.Add(run.Now);
        }

        Assert.Equal(fired.Order().Distinct(), fired);
        Assert.Empty(Verify(run));
    }

    [Theory]
    [InlineData("new Date(2030, 11, 1, 9).toISOString()", "2030-12-01T01:00:00.000Z")]
    [InlineData("new Date(Date.parse('2030-12-01T09:00:00')).toISOString()", "2030-12-01T01:00:00.000Z")]
    [InlineData("new Date('2030-12-01').toISOString()", "2030-11-30T16:00:00.000Z")]
    [InlineData("new Date('2030-12-01 09:00').toISOString()", "2030-12-01T01:00:00.000Z")]
    [InlineData("new Date('2030-12-01T01:00:00Z').getHours()", "9")]
    [InlineData("new Date('2030-12-01T01:00:00Z').toString()", "Sun Dec 01 2030 09:00:00 GMT+0800 (Asia/Shanghai)")]
    [InlineData("new Date().getTimezoneOffset()", "-480")]
    [InlineData("new Date('2030-12-01T01:00:00Z').toLocaleTimeString('en-US')", "9:00:00 AM")]
    public void a_script_lives_in_the_citys_time(string script, string text) =>
        Assert.Equal([text], Run(Draw.Activity("WriteLine", "line", ("text", Draw.Script(script)))).Lines);

    [Theory]
    [InlineData("{{ 'now' | date: '%H:%M %z' }}", "08:00 +0800")]
    [InlineData("{{ '2030-12-01T01:00:00Z' | date: '%Y-%m-%d %H:%M' }}", "2030-12-01 09:00")]
    [InlineData("{{ '2030-12-01T09:00:00' | date: '%H:%M %z' }}", "09:00 +0800")]
    [InlineData("{{ '2030-12-01' | date: '%d %H:%M' }}", "01 00:00")]
    [InlineData("{{ '2030-12-01T09:00:00+09:00' | date: '%H:%M' }}", "08:00")]
    [InlineData("{{ '2030-12-01T01:00:00Z' | time_zone: 'Europe/Berlin' | date: '%H:%M %z' }}", "02:00 +0100")]
    public void a_template_writes_the_citys_time(string template, string text) =>
        Assert.Equal([text], Run(Draw.Activity("WriteLine", "line", ("text", Draw.Wrapped("Liquid", Value.Of(template))))).Lines);

    [Theory]
    [InlineData("Timer", "interval")]
    [InlineData("Delay", "timeSpan")]
    public void a_loop_in_which_no_time_passes_is_an_incident_after_a_bound(string type, string input)
    {
        foreach (var duration in new[] { "00:00:00", "00:00:00.0000001" })
        {
            var run = Run(Draw.Chart("chart", [Draw.Activity(type, "wait", (input, Draw.Script($"'{duration}'"))), Draw.Line("tick")], "wait->tick", "tick->wait"));
            Assert.True(run.RunUntilEnd() || run.State!.Incidents.Count > 0);
            Assert.Equal("timer.noTimePasses", Assert.Single(run.State!.Incidents).Code);
            Assert.InRange(run.Steps, 1000, 1002);
            Assert.Empty(Verify(run));
        }
    }

    [Fact]
    public void a_loop_through_a_child_is_one_too()
    {
        var child = Draw.Definition(Draw.Activity("Delay", "wait", ("timeSpan", Draw.Text("00:00:00"))), "child");
        var root = Draw.Definition(Draw.Activity("While", "w", ("condition", Draw.Script("true")), ("body", Draw.Activity("ExecuteWorkflow", "call", ("workflowDefinitionId", Draw.Text("child")), ("waitForCompletion", Draw.Wrapped("Literal", Value.True))))));
        var run = Draw.Run(root, null, child);
        run.RunUntilEnd();
        Assert.Contains(run.State!.Incidents, incident => incident.Code == "timer.noTimePasses");
    }

    [Fact]
    public void what_comes_due_together_is_no_loop()
    {
        var each = Draw.Activity("ParallelForEach", "each", ("items", Draw.Script("[...Array(60).keys()]")), ("body", Draw.Sequence("s", Draw.Activity("Delay", "hour", ("timeSpan", Draw.Text("01:00:00"))), Draw.Activity("Delay", "now", ("timeSpan", Draw.Text("00:00:00"))))));
        var run = Draw.Run(each, new WorkflowEngine(Draw.Catalog, new ExecutionLimits(MaxRoundsPerInstant: 10)));
        Assert.True(run.RunUntilEnd());
        Assert.Empty(run.State!.Incidents);
        Assert.True(run.State.IsClosed);
    }

    [Fact]
    public void a_loop_in_which_time_passes_goes_on_for_ever()
    {
        var run = Run(Draw.Activity("While", "w", ("condition", Draw.Script("true")), ("body", Draw.Activity("Delay", "d", ("timeSpan", Draw.Text("00:00:00.01"))))));
        Assert.False(run.RunUntilEnd(3000));
        Assert.Empty(run.State!.Incidents);
    }

    [Fact]
    public void before_that_meaning_it_went_on()
    {
        var run = Run(Draw.Chart("chart", [Draw.Activity("Timer", "wait", ("interval", Draw.Text("00:00:00"))), Draw.Line("tick")], "wait->tick", "tick->wait"), semantics: Semantics.First);
        Assert.False(run.RunUntilEnd(1200));
        Assert.Empty(run.State!.Incidents);
        Assert.Empty(Verify(run));
    }

    [Theory]
    [InlineData("Timer", "interval", "-00:05:00", "timer.negative", Severity.Error)]
    [InlineData("Delay", "timeSpan", "-00:05:00", "timer.negative", Severity.Error)]
    [InlineData("Timer", "interval", "00:00:00", "timer.zero", Severity.Error)]
    [InlineData("Delay", "timeSpan", "00:00:00", "timer.zero", Severity.Warning)]
    public void validation_says_of_a_wait_that_it_takes_no_time(string type, string input, string text, string code, Severity severity) =>
        Assert.Equal((code, severity), Findings(Draw.Activity(type, "wait", (input, Draw.Text(text)))).Select(finding => (finding.Code, finding.Severity)).Single());

    [Fact]
    public void in_a_loop_a_delay_of_zero_is_refused() => Assert.Contains(
        Findings(Draw.Chart("chart", [Draw.Activity("Delay", "wait", ("timeSpan", Draw.Script("'00:00:00'"))), Draw.Line("tick")], "wait->tick", "tick->wait")),
        finding => finding is { Code: "timer.zero", Severity: Severity.Error });

    private sealed class ZonePolicy(string zone) : Policy
    {
        public override string Hash => EmptyPolicy.Instance.Hash;

        public override Value View => Value.EmptyObject;

        public override DateTimeZone Zone { get; } = zone == "Asia/Shanghai" ? Shanghai : zone == "UTC" ? DateTimeZone.Utc : DateTimeZoneProviders.Tzdb[zone];
    }
}
