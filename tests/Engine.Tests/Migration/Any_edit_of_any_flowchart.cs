using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Flow;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Migration;
using JieSuJiBan.Engine.Replay;
using JieSuJiBan.Engine.Serialization;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Tests.Flow;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Engine.Tests.Migration;

/// <summary>A flowchart, the same after random edits, and what happens before and after the case moves from one to the other.</summary>
public sealed record EditedChart(string Before, string After, string Edits, int[] Choices)
{
    public override string ToString() => $"{Edits}\n{Before}\n{After}\n{string.Join(",", Choices)}";
}

/// <summary>Draws charts without ways back, of waits, forks, decisions and joins, and edits them as people do.</summary>
public static class EditedCharts
{
    public static Arbitrary<EditedChart> Charts()
    {
        var random =
            from seed in Gen.Choose(0, int.MaxValue)
            from choices in Gen.ArrayOf(Gen.Choose(0, 999), 16)
            select new Editor(seed).Draw(choices);
        return random.ToArbitrary();
    }

    private sealed class Editor(int seed)
    {
        private readonly Random random = new(seed);
        private readonly List<(string Id, string Type)> activities = [];
        private readonly List<(string Source, string Outcome, string Target)> connections = [];
        private int ids;

        public EditedChart Draw(int[] choices)
        {
            var size = random.Next(3, 10);
            for (var i = 0; i < size; i++) activities.Add(New());
            for (var to = 1; to < size; to++)
            {
                // Each but the first can be reached, many in several ways.
                for (var n = random.Next(1, 3); n > 0; n--) Connect(random.Next(to), to);
            }

            var before = Json(1, 0);
            var edits = string.Join(", ", Enumerable.Range(0, random.Next(1, 4)).Select(_ => Edit()));
            return new(before, Json(2, random.Next(100)), edits, choices);
        }

        private (string, string) New()
        {
            var type = random.Next(8) switch { 0 or 1 or 2 => "Ask", 3 => "Delay", 4 => "FlowFork", 5 => "FlowDecision", 6 => "FlowJoin", _ => "WriteLine" };
            return ($"{type}{Flow.Draw.At(++ids)}", type);
        }

        private void Connect(int from, int to)
        {
            var outcome = activities[from].Type switch { "Ask" => "Yes", "FlowFork" => random.Next(2) == 0 ? "A" : "B", "FlowDecision" => random.Next(2) == 0 ? "True" : "False", _ => "Done" };
            var connection = (activities[from].Id, outcome, activities[to].Id);
            if (!connections.Contains(connection)) connections.Add(connection);
        }

        private string Edit()
        {
            var at = random.Next(activities.Count);
            var (id, type) = activities[at];
            switch (random.Next(9))
            {
                case 0 when activities.Count > 2:
                    activities.RemoveAt(at);
                    connections.RemoveAll(c => c.Source == id || c.Target == id);
                    return $"remove {id}";
                case 1 when connections.Exists(c => c.Target == id) && connections.Find(c => c.Source == id) is { Target: { } next }:
                    // Removed, and what led to it leads on to what followed.
                    activities.RemoveAt(at);
                    var bridges = connections.Where(c => c.Target == id).Select(c => c with { Target = next }).ToArray();
                    connections.RemoveAll(c => c.Source == id || c.Target == id);
                    connections.AddRange(bridges.Where(bridge => !connections.Contains(bridge)));
                    return $"take out {id}";
                case 2:
                    activities[at] = (id + "x", type);
                    for (var i = 0; i < connections.Count; i++)
                    {
                        var c = connections[i];
                        connections[i] = (c.Source == id ? id + "x" : c.Source, c.Outcome, c.Target == id ? id + "x" : c.Target);
                    }

                    return $"rename {id}";
                case 3 when connections.Count > 0:
                    var split = connections[random.Next(connections.Count)];
                    var inserted = New();
                    // In its place, so that the order of the list is one of the connections: no way back ever.
                    activities.Insert(activities.FindIndex(one => one.Id == split.Target), inserted);
                    connections[connections.IndexOf(split)] = split with { Target = inserted.Item1 };
                    connections.Add((inserted.Item1, inserted.Item2 switch { "Ask" => "Yes", "FlowFork" => "A", "FlowDecision" => "True", _ => "Done" }, split.Target));
                    return $"insert {inserted.Item1} before {split.Target}";
                case 4 when connections.Count > 0:
                    var port = random.Next(connections.Count);
                    connections[port] = connections[port] with { Outcome = "No" };
                    return $"change the port of {connections[port]}";
                case 5 when connections.Count > 0:
                    var gone = connections[random.Next(connections.Count)];
                    connections.Remove(gone);
                    return $"cut {gone}";
                case 6 when at > 0:
                    var from = random.Next(at);
                    Connect(from, at);
                    return $"connect {activities[from].Id} to {id}";
                case 7:
                    activities[at] = (id, type == "WriteLine" ? "Delay" : "WriteLine");
                    return $"change the type of {id}";
                default:
                    return "move on the canvas";
            }
        }

        private string Json(int version, int x) => Flow.Draw.Definition(
            Flow.Draw.Chart("chart", [.. activities.Select(one => Activity(one.Id, one.Type, x))], [.. connections.Select(c => $"{c.Source}:{c.Outcome}->{c.Target}")]),
            members: [("version", Value.Of(version)), ("id", Value.Of($"v{Flow.Draw.At(version)}"))]).ToJson();

        private static Value Activity(string id, string type, int x)
        {
            (string, Value) place = ("metadata", Value.Object(("designer", Value.Object(("position", Value.Object(("x", Value.Of(x))))))));
            return type switch
            {
                "Ask" => Flow.Draw.Activity("Test.Ask", id, place),
                "Delay" => Flow.Draw.Activity("Delay", id, place, ("timeSpan", Flow.Draw.Text("00:10:00"))),
                "FlowFork" => Flow.Draw.Activity("FlowFork", id, place, ("branches", Flow.Draw.Wrapped("Object", Value.Of("[\"A\",\"B\"]")))),
                "FlowDecision" => Flow.Draw.Activity("FlowDecision", id, place, ("condition", Flow.Draw.Text(id.Length % 2 == 0 ? "True" : "False"))),
                "FlowJoin" => Flow.Draw.Activity("FlowJoin", id, place, ("mode", Flow.Draw.Text(id.Length % 2 == 0 ? "WaitAll" : "WaitAllActive"))),
                _ => Flow.Draw.Line(id),
            };
        }
    }
}

[Properties(Arbitrary = [typeof(EditedCharts)], MaxTest = 200)]
public class Any_edit_of_any_flowchart
{
    private static readonly WorkflowEngine Engine = new(Draw.Catalog);
    private static readonly WorkflowEngine TokenEngine = new(Draw.Catalog, mode: FlowchartMode.Token);
    private static readonly Value Note = Value.Object(("note", Value.Of("ok")));

    private static bool IsHeld(CaseState state) => state.Incidents.Any(incident => incident.Code == "flowchart.arrivalHeld");

    [Property]
    public void a_plan_that_is_not_blocked_applies_and_one_that_is_is_refused(EditedChart drawn) => Migrate(drawn, Engine, (run, plan, before, result) =>
    {
        if (plan.Verdict == MigrationVerdict.Blocked)
        {
            Assert.Equal(plan.Refusal, Assert.IsType<Refused>(result).Rejection);
            Assert.Same(before, run.State);
            return;
        }

        Assert.Null(plan.Refusal);
        var decision = Assert.IsType<Decided>(result).Decision;
        Assert.Empty(decision.Effects);
        Assert.Equal(before.Bookmarks, decision.State.Bookmarks);
        Assert.Equal(before.Activities.Select(activity => activity.Id), decision.State.Activities.Select(activity => activity.Id));
        Assert.All(decision.Events, happened => Assert.True(happened is StepBegun or InstanceMigrated or VariablesMigrated or FlowchartMigrated));
    });

    [Property]
    public void in_token_mode_too(EditedChart drawn) => Migrate(drawn, TokenEngine, (run, plan, before, result) =>
    {
        Assert.Equal(plan.Verdict == MigrationVerdict.Blocked, result is Refused);
        if (result is not Decided { Decision: var decision }) return;
        Assert.Equal(before.Bookmarks, decision.State.Bookmarks);
        Finish(run, drawn);
        Assert.Empty(Replayer.Verify(run.Entries, TokenEngine, run.Definitions.ByHash, _ => EmptyPolicy.Instance));
    });

    [Property]
    public void after_it_the_journal_verifies_and_the_case_comes_to_its_end(EditedChart drawn) => Migrate(drawn, Engine, (run, plan, _, result) =>
    {
        if (result is Refused) return;
        Finish(run, drawn);
        var entries = run.Entries.Select(entry => JournalEntry.Parse(entry.ToBytes())).ToArray();
        Assert.Equal(CaseStateSerializer.Hash(run.State!), CaseStateSerializer.Hash(Replayer.Rebuild(entries)));
        Assert.Empty(Replayer.Verify(entries, Engine, run.Definitions.ByHash, _ => EmptyPolicy.Instance));
        // An edit can take away the only way to a join behind an arrival; that is told at the join, never passed over in silence.
        Assert.True(run.State!.IsClosed || IsHeld(run.State), "The case waits for nothing that could come.");
    });

    [Property]
    public void nothing_runs_twice_and_no_branch_is_lost(EditedChart drawn) => Migrate(drawn, Engine, (run, plan, _, result) =>
    {
        if (result is Refused) return;
        Finish(run, drawn);
        var happened = run.Entries.SelectMany(entry => entry.Events).ToArray();
        var started = happened.OfType<ActivityStarted>().GroupBy(one => one.ActivityId).ToDictionary(same => same.Key, same => same.Count());
        Assert.All(started, one => Assert.Equal((one.Key, 1), (one.Key, one.Value)));

        // In a chart without ways back and joins of all, each connection that was followed and is still drawn leads to a run of its end.
        var target = WorkflowDefinition.Read(drawn.After).Definition!;
        if (target.Nodes.Any(node => node.Type == "Elsa.FlowJoin") || IsHeld(run.State!)) return;
        foreach (var edge in Trace.Of(run.Entries, run.Definitions.ByHash).Edges.Where(edge => edge.DefinitionHash == target.Hash))
        {
            Assert.True(started.ContainsKey(edge.Target), $"{edge.Source} led to {edge.Target}, which never ran.");
        }
    });

    [Property]
    public void moving_on_the_canvas_only_is_the_same(EditedChart drawn) => Migrate(drawn, Engine, (run, plan, _, _) =>
    {
        if (WorkflowDefinition.Read(drawn.Before).Definition!.BehaviourHash == WorkflowDefinition.Read(drawn.After).Definition!.BehaviourHash) Assert.Equal(MigrationVerdict.Same, plan.Verdict);
    });

    [Property]
    public void where_it_is_the_same_the_case_runs_on_as_if_nothing_had_happened(EditedChart drawn) => Migrate(drawn, Engine, (run, plan, before, _) =>
    {
        if (plan.Verdict != MigrationVerdict.Same) return;
        Finish(run, drawn);
        var other = Begin(drawn, Engine);
        Finish(other, drawn);
        Assert.Equal(other.Lines, run.Lines);
        Assert.Equal(Ran(other), Ran(run));

        static IEnumerable<string> Ran(VirtualRun run) => run.Entries.SelectMany(entry => entry.Events).OfType<ActivityStarted>().Select(one => one.ActivityId);
    });

    private static void Migrate(EditedChart drawn, WorkflowEngine engine, Action<VirtualRun, MigrationPlan, CaseState, StepResult> check)
    {
        var run = Begin(drawn, engine);
        if (run.State!.IsClosed) return;
        var (from, to) = (WorkflowDefinition.Read(drawn.Before).Definition!, WorkflowDefinition.Read(drawn.After).Definition!);
        var before = run.State;
        var input = new MigrateCase(from.Hash, to.Hash, Value.EmptyObject, Value.EmptyObject);
        var plan = engine.PlanMigration(run.Definitions, before, input);
        check(run, plan, before, run.Deliver(input));
    }

    /// <summary>The case before it moves: some of its waits are over.</summary>
    private static VirtualRun Begin(EditedChart drawn, WorkflowEngine engine)
    {
        var (from, to) = (WorkflowDefinition.Read(drawn.Before).Definition!, WorkflowDefinition.Read(drawn.After).Definition!);
        var run = new VirtualRun(engine, Draw.Set(from).With(new(to, Instant.MaxValue)));
        Assert.IsType<Decided>(run.Start("flow"));
        foreach (var choice in drawn.Choices.Take(drawn.Choices[0] % 6)) Resume(run, choice);
        return run;
    }

    private static void Finish(VirtualRun run, EditedChart drawn)
    {
        for (var i = 0; i < 60 && !run.State!.IsClosed && run.State.Bookmarks.Count > 0; i++) Resume(run, drawn.Choices[i % drawn.Choices.Length]);
    }

    private static void Resume(VirtualRun run, int choice)
    {
        var waits = run.State!.Bookmarks.Where(bookmark => bookmark.Tag != "overdue").ToArray();
        if (waits.Length == 0) return;
        var wait = waits[choice % waits.Length];
        if (wait.Task is { } task) Assert.IsType<Decided>(run.Deliver(new CompleteTask(task.Id, choice % 7 == 0 ? "No" : "Yes", choice % 7 == 0 ? Note.With("reason", Value.Of("x")) : Note)));
        else Assert.True(run.AdvanceToNextTimer());
    }
}
