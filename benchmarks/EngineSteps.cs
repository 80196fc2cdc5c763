using System.Diagnostics;
using System.Globalization;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Activities.BuiltIn;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Replay;
using JieSuJiBan.Engine.Serialization;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Benchmarks;

/// <summary>
/// (d) The engine alone, on one core. A step is one input taken: from the event received until nothing is left to do but
/// wait again. In the ring it ends one activity and begins the next; in the others it runs all ten.
/// </summary>
internal static class EngineSteps
{
    private static readonly CaseId Case = new(new Guid("00000000-0000-7000-8000-000000000001"));
    private static readonly Instant At = Instant.FromUtc(2025, 1, 1, 0, 0);
    private static readonly WorkflowEngine Engine = new(new ActivityRegistry(BuiltInActivities.All), new ExecutionLimits(MaxActivitiesPerStep: 100_000));

    public static void Run(TimeSpan duration)
    {
        Load();
        var steps = new Table("Steps of ten-node flowcharts, one core, no database", "flowchart", "steps/s", "per CPU second", "bytes/step", "after 10 steps, µs CPU", "after 10,000, µs CPU", "state bytes then");
        Measure(steps, "ten waits in a ring, one resumed a step", Chart("ring", _ => "wait"), duration);
        Measure(steps, "ten activities a step, no script", Chart("plain", at => at == 0 ? "wait" : at % 3 == 0 ? "literal" : "name"), duration);
        Measure(steps, "ten activities a step, three JavaScript conditions", Chart("script", at => at == 0 ? "wait" : at % 3 == 0 ? "script" : "name"), duration);
        var fan = new Table("ParallelForEach, each run waits for the same event", "items", "start ms", "resume ms", "µs per item");
        foreach (var items in new[] { 1_000, 10_000 }) FanOut(fan, items);
    }

    private static void Measure(Table table, string name, WorkflowDefinition definition, TimeSpan duration)
    {
        var set = DefinitionSet.Of([new PublishedDefinition(definition, Instant.MinValue)]);
        var stimulus = Stimulus(new ReceiveSignal("go", Value.Null));
        var state = Step(set, null, Stimulus(new StartCase(definition.Hash, Value.EmptyObject)));
        Again(set, state, stimulus, duration / 2);
        for (var i = 0; i < 10; i++) state = Step(set, state, stimulus);
        var young = Again(set, state, stimulus, duration / 4).Microseconds;
        for (var i = 10; i < 10_000; i++) state = Step(set, state, stimulus);
        var old = Again(set, state, stimulus, duration / 4).Microseconds;
        var (perSecond, microseconds, bytes) = Again(set, state, stimulus, duration);
        table.Row(name, Table.Of(perSecond), Table.Of(1e6 / microseconds), Table.Of(bytes), Table.Of(young, "0.0"), Table.Of(old, "0.0"), Table.Of(CaseStateSerializer.ToBytes(state).Length));
    }

    /// <summary>Goes on from a state as often as there is time.</summary>
    private static (double PerSecond, double Microseconds, double Bytes) Again(DefinitionSet set, CaseState state, Stimulus stimulus, TimeSpan duration)
    {
        var (allocated, processor, started, count) = (GC.GetAllocatedBytesForCurrentThread(), Cpu.OfService(), Stopwatch.GetTimestamp(), 0L);
        while (Stopwatch.GetElapsedTime(started) < duration)
        {
            for (var i = 0; i < 100; i++) state = Step(set, state, stimulus);
            count += 100;
        }

        return (count / Stopwatch.GetElapsedTime(started).TotalSeconds, (Cpu.OfService() - processor).TotalMicroseconds / count, (GC.GetAllocatedBytesForCurrentThread() - allocated) / (double)count);
    }

    private static void FanOut(Table table, int items)
    {
        var list = string.Join(',', Enumerable.Range(0, items));
        var definition = Read("fan", $$$"""{"type":"Elsa.ParallelForEach","id":"all","items":{"expression":{"type":"Object","value":[{{{list}}}]}},"body":{{{Node("wait", "body")}}}}""");
        var set = DefinitionSet.Of([new PublishedDefinition(definition, Instant.MinValue)]);
        var started = Stopwatch.GetTimestamp();
        var state = Step(set, null, Stimulus(new StartCase(definition.Hash, Value.EmptyObject)));
        var start = Stopwatch.GetElapsedTime(started);
        Step(set, state, Stimulus(new ReceiveSignal("go", Value.Null)));
        var all = Stopwatch.GetElapsedTime(started);
        table.Row(Table.Of(items), Table.Of(start.TotalMilliseconds), Table.Of((all - start).TotalMilliseconds), Table.Of(all.TotalMicroseconds / items, "0.0"));
    }

    private static void Load()
    {
        var table = new Table("A definition of 500 nodes, 100 of them JavaScript conditions with ways back", "load", "read", "hash", "plan and 500 activities run", "together, CPU ms");
        var nodes = Enumerable.Range(0, 500).Select(at => Node(at % 5 == 0 ? "script" : "name", Id(at)));
        var connections = Enumerable.Range(0, 499).SelectMany(at => at % 5 == 0
            ? new[] { Connection(at, "True", at + 1), Connection(at, "False", Math.Max(0, at - 5)) }
            : [Connection(at, "Done", at + 1)]);
        var root = Flowchart(nodes, connections);
        foreach (var name in new[] { "first in the process, compiling the engine itself", "again", "and again" })
        {
            var started = Cpu.OfService();
            var definition = Read("big", root);
            var read = Cpu.OfService() - started;
            var hash = definition.Hash;
            var hashed = Cpu.OfService() - started;
            Step(DefinitionSet.Of([new PublishedDefinition(definition, Instant.MinValue)]), null, Stimulus(new StartCase(hash, Value.EmptyObject)));
            var all = Cpu.OfService() - started;
            table.Row(name, Table.Of(read.TotalMilliseconds, "0.0"), Table.Of((hashed - read).TotalMilliseconds, "0.0"), Table.Of((all - hashed).TotalMilliseconds, "0.0"), Table.Of(all.TotalMilliseconds, "0.0"));
        }
    }

    private static WorkflowDefinition Chart(string id, Func<int, string> kindAt)
    {
        var kinds = Enumerable.Range(0, 10).Select(kindAt).ToArray();
        return Read(id, Flowchart(
            kinds.Select((kind, at) => Node(kind, Id(at))),
            kinds.Select((kind, at) => Connection(at, kind is "literal" or "script" ? "True" : "Done", (at + 1) % 10))));
    }

    private static string Id(int at) => "n" + at.ToString(CultureInfo.InvariantCulture);

    private static string Node(string kind, string id) => kind switch
    {
        "wait" => $$$"""{"type":"Elsa.Event","id":"{{{id}}}","eventName":{{{Input("Literal", "go")}}}}""",
        "literal" => $$$"""{"type":"Elsa.FlowDecision","id":"{{{id}}}","condition":{{{Input("Literal", "True")}}}}""",
        "script" => $$$"""{"type":"Elsa.FlowDecision","id":"{{{id}}}","condition":{{{Input("JavaScript", "variables.n > 0")}}}}""",
        _ => $$$"""{"type":"Elsa.SetName","id":"{{{id}}}","value":{{{Input("Literal", id)}}}}""",
    };

    private static string Input(string type, string value) => $$"""{"expression":{"type":"{{type}}","value":"{{value}}"} }""";

    private static string Connection(int from, string port, int to) => $$$"""{"source":{"activity":"{{{Id(from)}}}","port":"{{{port}}}"},"target":{"activity":"{{{Id(to)}}}","port":"In"}}""";

    private static string Flowchart(IEnumerable<string> nodes, IEnumerable<string> connections) =>
        $$"""{"type":"Elsa.Flowchart","id":"chart","activities":[{{string.Join(',', nodes)}}],"connections":[{{string.Join(',', connections)}}]}""";

    private static WorkflowDefinition Read(string id, string root) => WorkflowDefinition.Read(
        $$"""{"definitionId":"{{id}}","version":1,"variables":[{"id":"n","name":"n","typeName":"Int32","value":"1"}],"root":{{root}}}""").Definition!;

    private static Stimulus Stimulus(Input input) => new(Case, Guid.Empty, Actor.System, At, input);

    private static CaseState Step(DefinitionSet set, CaseState? state, Stimulus stimulus) => Engine.Step(set, state, stimulus, EmptyPolicy.Instance) switch
    {
        Decided { Decision.State: var next } => next,
        Refused refused => throw new InvalidOperationException($"{refused.Rejection.Code}: {refused.Rejection.English}"),
        _ => throw new InvalidOperationException("A step decides or refuses."),
    };
}
