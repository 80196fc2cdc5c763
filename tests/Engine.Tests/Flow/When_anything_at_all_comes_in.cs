using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Flow;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Replay;
using JieSuJiBan.Engine.Serialization;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Tests.Flow;

/// <summary>Mutated definitions and inputs: a refusal or an incident, never an exception, never a hang.</summary>
public class When_anything_at_all_comes_in
{
    private static readonly WorkflowEngine Engine = new(Draw.Catalog, new ExecutionLimits(MaxActivitiesPerStep: 100));
    private static readonly WorkflowEngine TokenEngine = new(Draw.Catalog, new ExecutionLimits(MaxActivitiesPerStep: 100), FlowchartMode.Token);

    private static readonly string[] Fragments =
        ["\"", "{", "}", "[", "]", ",", ":", "null", "true", "-1", "1e999", "\"Elsa.If\"", "\"Elsa.Flowchart\"", "\"a\"", "\"Done\"", "\"body\"", "\"id\"", "\"type\"", "\\u0000", "𠮷"];

    private static readonly string Drawn = Draw.Definition(
        Draw.Chart(
            "chart",
            [
                Draw.Activity("FlowFork", "fork", ("branches", Draw.Wrapped("Object", Value.Of("[\"A\",\"B\"]")))),
                Draw.Activity("Switch", "switch", ("cases", Value.Of([Value.Object(("label", Value.Of("x")), ("condition", Value.Object(("type", Value.Of("Literal")), ("value", Value.True))), ("activity", Draw.Line("a")))]))),
                Draw.Activity("ForEach", "each", ("items", Draw.Wrapped("Object", Value.Of("[1,2]"))), ("body", Draw.Activity("Event", "wait", ("eventName", Draw.Text("go"))))),
                Draw.Activity("ExecuteWorkflow", "child", ("workflowDefinitionId", Draw.Text("flow"))),
                Draw.Activity("FlowJoin", "join", ("mode", Draw.Text("WaitAll"))),
                Draw.Activity("Test.Ask", "ask"),
            ],
            "fork:A->switch", "fork:B->each", "switch->join", "each->join", "join->ask", "ask:Yes->fork"),
        members: [("variables", Draw.Variables(("v", "Int32", "0")))]).ToJson();

    [Property(MaxTest = 300)]
    public void a_mutated_definition_is_refused_or_runs(int seed)
    {
        var random = new Random(seed);
        var text = new StringBuilder(Drawn);
        for (var n = random.Next(1, 6); n > 0; n--)
        {
            var at = random.Next(text.Length);
            var length = Math.Min(random.Next(12), text.Length - at);
            switch (random.Next(3))
            {
                case 0: text.Remove(at, length); break;
                case 1: text.Insert(at, Fragments[random.Next(Fragments.Length)]); break;
                default: text.Insert(random.Next(text.Length), text.ToString(at, length)); break;
            }
        }

        if (WorkflowDefinition.Read(text.ToString()).Definition is not { } definition) return;
        var engine = random.Next(2) == 0 ? Engine : TokenEngine;
        var run = new VirtualRun(engine, Draw.Set(definition));
        if (run.Deliver(new StartCase(definition.Hash, Value.EmptyObject)) is not Decided) return;
        for (var n = 0; n < 4; n++) run.Deliver(Any(random, run.State!));
        Sound(run, engine);
    }

    [Property(MaxTest = 300)]
    public void any_input_is_taken_or_refused_with_two_sentences(int seed)
    {
        var random = new Random(seed);
        var engine = random.Next(2) == 0 ? Engine : TokenEngine;
        var run = Draw.Run(WorkflowDefinition.Read(Drawn).Definition!, engine);
        var earlier = new List<Input>();
        for (var n = 0; n < 8; n++)
        {
            var before = CaseStateSerializer.Hash(run.State!);
            // What came before comes again, late and out of order.
            var input = earlier.Count > 0 && random.Next(3) == 0 ? earlier[random.Next(earlier.Count)] : Any(random, run.State!);
            earlier.Add(input);
            if (run.Deliver(input, random.Next(2) == 0 ? Actor.System : new Actor("x", null, ["asker"])) is Refused { Rejection: var refusal })
            {
                Assert.NotEmpty(refusal.Chinese);
                Assert.NotEmpty(refusal.English);
                Assert.Equal(before, CaseStateSerializer.Hash(run.State!));
            }
        }

        Sound(run, engine);
    }

    [Fact]
    public void nesting_a_thousand_deep_is_refused_in_words()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"type\":\"Elsa.Sequence\",\"activities\":[", 1_000)) + string.Concat(Enumerable.Repeat("]}", 1_000));
        var reading = WorkflowDefinition.Read($"{{\"definitionId\":\"d\",\"root\":{deep}}}");
        Assert.Null(reading.Definition);
        Assert.Equal("definition.tooDeep", Assert.Single(reading.Findings).Code);
        Assert.Equal("definition.tooDeep", Assert.Single(WorkflowDefinition.Read(string.Concat(Enumerable.Repeat("[", 100_000))).Findings).Code);
    }

    [Theory]
    [InlineData("JavaScript", "let s = 'x'; while (true) s += s;")]
    [InlineData("JavaScript", "'x'.repeat(2 ** 30)")]
    [InlineData("JavaScript", "'x'.padStart(2 ** 29)")]
    [InlineData("JavaScript", "new Array(2 ** 31).fill(1)")]
    [InlineData("JavaScript", "let a = []; while (true) a.push(a.length)")]
    [InlineData("JavaScript", "let a = [1]; while (true) a = a.concat(a)")]
    [InlineData("JavaScript", "new Uint8Array(2 ** 31)")]
    [InlineData("JavaScript", "function f() { return f() } f()")]
    [InlineData("JavaScript", "let o = {}; o.o = o; o")]
    [InlineData("Liquid", "{% assign s = 'xxxxxxxxxx' %}{% for i in (1..1000) %}{% assign s = s | append: s %}{% endfor %}{{ s }}")]
    [InlineData("Liquid", "{% for i in (1..100000000) %}x{% endfor %}")]
    public void an_expression_that_would_take_all_memory_is_an_incident(string type, string text)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var run = Draw.Run(Draw.Activity("WriteLine", "line", ("text", Draw.Wrapped(type, Value.Of(text)))), Engine);
        Assert.Equal("line", Assert.Single(run.State!.Incidents).ActivityId);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1L << 30);
    }

    [Fact]
    public void a_very_long_literal_and_a_very_long_chain_work()
    {
        var ids = Enumerable.Range(0, 5_000).Select(i => "n" + Draw.At(i)).ToArray();
        var chain = Draw.Chart("chart",
            [Draw.Activity("FlowDecision", "no", ("condition", Draw.Text("False"))), .. ids.Select(Draw.Line), Draw.Activity("WriteLine", "long", ("text", Draw.Text(new string('字', 1_000_000))))],
            ["no:True->n0", "no:False->long", .. ids.Zip(ids.Skip(1), (a, b) => $"{a}->{b}"), "n4999->long"]);
        var run = Draw.Run(chain);
        Assert.Equal(1_000_000, Assert.Single(run.Lines).Length);
        Assert.True(run.State!.IsClosed);
    }

    private static void Sound(VirtualRun run, WorkflowEngine engine)
    {
        Assert.Equal(CaseStateSerializer.Hash(run.State!), CaseStateSerializer.Hash(Replayer.Rebuild(run.Entries)));
        Assert.Empty(Replayer.Verify(run.Entries, engine, run.Definitions.ByHash, _ => EmptyPolicy.Instance));
    }

    private static Input Any(Random random, CaseState state)
    {
        var bookmark = state.Bookmarks.Count > 0 ? state.Bookmarks[random.Next(state.Bookmarks.Count)] : null;
        var id = random.Next(3) == 0 || bookmark is null ? "?" : bookmark.Task?.Id ?? bookmark.Id;
        return random.Next(10) switch
        {
            0 => new StartCase("?", Odd(random)),
            1 => new ClaimTask(id),
            2 => new ReleaseTask(id),
            3 or 4 => new CompleteTask(id, random.Next(3) switch { 0 => null, 1 => "Yes", _ => "" }, Odd(random)),
            5 => new FireTimer(id),
            6 => new ReceiveSignal("go", Odd(random)),
            7 => new ReceiveResult(id, true, Odd(random)),
            8 => new RetryIncident(state.Incidents.Count > 0 ? state.Incidents[0].Id : "?"),
            _ => new SkipIncident(state.Incidents.Count > 0 ? state.Incidents[0].Id : "?", random.Next(2) == 0 ? "Done" : ""),
        };
    }

    private static Value Odd(Random random) => random.Next(6) switch
    {
        0 => Value.Null,
        1 => Value.Of("x"),
        2 => Value.Of([Value.Null]),
        3 => Value.Object(("note", Value.Of("ok"))),
        4 => Value.Object(("", Value.Of(1e300)), ("note", Value.EmptyArray)),
        _ => Value.EmptyObject,
    };
}
