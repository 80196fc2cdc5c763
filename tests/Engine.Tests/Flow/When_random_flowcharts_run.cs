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
using NodaTime;

namespace JieSuJiBan.Engine.Tests.Flow;

/// <summary>A flowchart, drawn at random, and which open wait to resume next, as numbers.</summary>
public sealed record RandomCase(string Json, int[] Choices)
{
    public override string ToString() => $"{Json} / {string.Join(",", Choices)}";
}

/// <summary>Draws random nested flowcharts: decisions, forks, joins, loops back, sequences, waits, faults.</summary>
public static class RandomCases
{
    public static Arbitrary<RandomCase> Cases()
    {
        var random =
            from seed in Gen.Choose(0, int.MaxValue)
            from size in Gen.Choose(1, 14)
            from choices in Gen.ArrayOf(Gen.Choose(0, 999), 24)
            select new RandomCase(Draw.Definition(new Drawer(seed).Chart(size, depth: 3)).ToJson(), choices);
        return random.ToArbitrary();
    }

    /// <summary>The same without ways back and with one connection into everything but joins.</summary>
    public static RandomCase Tree(int seed, int size) => new(Draw.Definition(new Drawer(seed).Tree(size)).ToJson(), [.. Enumerable.Range(0, 30).Select(i => new Random(seed + i).Next(1000))]);

    private sealed class Drawer(int seed)
    {
        private readonly Random random = new(seed);
        private int ids;

        /// <summary>Without ways back; what is no join is reached by one connection only, so that every run of it has its reason.</summary>
        public Value Tree(int size)
        {
            var activities = Enumerable.Range(0, size).Select(_ => One(depth: 0)).ToArray();
            var reached = new HashSet<int>();
            var connections = new List<string>();
            for (var from = 0; from < size; from++)
            {
                foreach (var outcome in Outcomes(activities[from]))
                {
                    for (var n = random.Next(1, 4); n > 0 && from + 1 < size; n--)
                    {
                        var to = random.Next(from + 1, size);
                        if (reached.Add(to) || activities[to]["type"].AsString() == "Elsa.FlowJoin") connections.Add($"{activities[from]["id"].AsString()}:{outcome}->{activities[to]["id"].AsString()}");
                    }
                }
            }

            return Draw.Chart(Id("tree"), activities, [.. connections.Distinct()]);
        }

        public Value Chart(int size, int depth)
        {
            var activities = Enumerable.Range(0, size).Select(_ => One(depth)).ToArray();
            var connections = new List<string>();
            for (var from = 0; from < size; from++)
            {
                foreach (var outcome in Outcomes(activities[from]))
                {
                    for (var n = random.Next(3); n > 0; n--)
                    {
                        // Mostly forward, now and then back.
                        var to = random.Next(10) > 1 && from + 1 < size ? random.Next(from + 1, size) : random.Next(size);
                        connections.Add($"{activities[from]["id"].AsString()}:{outcome}->{activities[to]["id"].AsString()}");
                    }
                }
            }

            return Draw.Chart(Id("chart"), activities, [.. connections.Distinct()]);
        }

        private static string[] Outcomes(Value activity) => activity["type"].AsString() switch
        {
            "Elsa.FlowDecision" => ["True", "False"],
            "Elsa.FlowFork" => ["A", "B"],
            "Test.Ask" => ["Yes", "No"],
            _ => ["Done"],
        };

        private Value One(int depth) => random.Next(22) switch
        {
            0 or 1 => Draw.Activity("FlowDecision", Id("decision"), ("condition", Draw.Text(random.Next(2) == 0 ? "True" : "False"))),
            2 => Draw.Activity("FlowFork", Id("fork"), ("branches", Draw.Wrapped("Object", Value.Of("[\"A\",\"B\"]")))),
            3 or 4 => Draw.Activity("FlowJoin", Id("join"), ("mode", Draw.Text(random.Next(3) switch { 0 => "WaitAny", 1 => "WaitAll", _ => "WaitAllActive" }))),
            5 => Draw.Activity("Delay", Id("delay"), ("timeSpan", Draw.Text("00:10:00"))),
            6 => Draw.Activity("Event", Id("event"), ("eventName", Draw.Text("go"))),
            7 => Draw.Activity("Test.Ask", Id("ask")),
            8 => Draw.Activity("Fault", Id("fault"), ("message", Draw.Text("broken"))),
            9 when depth > 0 => Chart(random.Next(1, 5), depth - 1),
            10 when depth > 0 => Draw.Sequence(Id("sequence"), [.. Enumerable.Range(0, random.Next(4)).Select(_ => One(depth - 1))]),
            11 when depth > 0 => Draw.Activity("If", Id("if"), ("condition", Draw.Text("True")), ("then", One(depth - 1)), ("else", One(depth - 1))),
            12 when depth > 0 => Draw.Activity("ForEach", Id("each"), ("items", Draw.Wrapped("Object", Value.Of("[1,2]"))), ("body", One(depth - 1))),
            13 when depth > 0 => Draw.Activity("ParallelForEach", Id("all"), ("items", Draw.Wrapped("Object", Value.Of("[1,2]"))), ("body", One(depth - 1))),
            14 => Draw.Activity(random.Next(2) == 0 ? "End" : "Break", Id("end")),
            15 when depth > 0 => Draw.Activity("Fork", Id("fork"), ("joinMode", Value.Of(random.Next(2) == 0 ? "WaitAny" : "WaitAll")), ("branches", Value.Of([One(depth - 1), One(depth - 1)]))),
            16 when depth > 0 => Draw.Activity("Parallel", Id("parallel"), ("activities", Value.Of([One(depth - 1), One(depth - 1)]))),
            17 when depth > 0 => Machine(depth - 1),
            18 when depth > 0 => Draw.Activity("For", Id("for"), ("start", Draw.Text("1")), ("end", Draw.Text("2")), ("body", One(depth - 1))),
            19 => Draw.Activity("PublishEvent", Id("publish"), ("eventName", Draw.Text("go")), ("isLocalEvent", Draw.Text(random.Next(2) == 0 ? "True" : "False"))),
            20 when depth > 0 => Draw.Activity("FlowNode", Id("node"), ("body", One(depth - 1))),
            _ => Draw.Line(Id("line")),
        };

        private Value Machine(int depth)
        {
            Value State(string name) => Value.Object(("name", Value.Of(name)), ("entry", One(depth)), ("exit", One(depth)));
            Value Transition(string from, string to) => Value.Object(("from", Value.Of(from)), ("to", Value.Of(to)), ("trigger", One(depth)), ("action", One(depth)), ("condition", Draw.Text(random.Next(4) == 0 ? "False" : "True")));
            return Draw.Activity("StateMachine", Id("machine"), ("initialState", Value.Of("A")), ("states", Value.Of([State("A"), State("B"), State("C")])),
                ("transitions", Value.Of([Transition("A", "B"), Transition("A", random.Next(2) == 0 ? "C" : "Z"), Transition("B", random.Next(3) == 0 ? "A" : "C")])));
        }

        private string Id(string kind) => kind + Draw.At(++ids);
    }
}

[Properties(Arbitrary = [typeof(RandomCases)], MaxTest = 150)]
public class When_random_flowcharts_run
{
    private static readonly WorkflowEngine Engine = new(Draw.Catalog, new ExecutionLimits(MaxActivitiesPerStep: 150));
    private static readonly WorkflowEngine TokenEngine = new(Draw.Catalog, new ExecutionLimits(MaxActivitiesPerStep: 150), FlowchartMode.Token);

    [Property]
    public void the_fold_of_the_events_is_the_live_state(RandomCase drawn) => Walk(drawn, Engine, (before, _, decision, _) =>
    {
        var folded = WorkflowEngine.Evolve(before ?? CaseState.Empty, decision.Events.Select(happened => Event.FromValue(happened.ToValue())));
        Assert.Equal(Bytes(decision.State), Bytes(folded));
    });

    [Property]
    public void stepping_twice_gives_the_same(RandomCase drawn) => Walk(drawn, Engine, (before, stimulus, decision, set) =>
    {
        var again = Assert.IsType<Decided>(Engine.Step(set, before, stimulus, EmptyPolicy.Instance)).Decision;
        Assert.Equal(Texts(decision.Events), Texts(again.Events));
        Assert.Equal(decision.Effects.Select(effect => effect.ToString()), again.Effects.Select(effect => effect.ToString()));
        Assert.Equal(Bytes(decision.State), Bytes(again.State));
    });

    [Property]
    public void writing_the_state_down_and_going_on_is_going_on(RandomCase drawn) => Walk(drawn, Engine, (before, stimulus, decision, set) =>
    {
        if (before is null) return;
        var restored = CaseStateSerializer.FromBytes(CaseStateSerializer.ToBytes(before));
        var again = Assert.IsType<Decided>(Engine.Step(set, restored, stimulus, EmptyPolicy.Instance)).Decision;
        Assert.Equal(Bytes(decision.State), Bytes(again.State));
    });

    [Property]
    public void what_a_step_was_given_does_not_change(RandomCase drawn)
    {
        var remembered = new List<(CaseState State, string Bytes)>();
        Walk(drawn, Engine, (_, _, decision, _) => remembered.Add((decision.State, Bytes(decision.State))));
        Assert.All(remembered, one => Assert.Equal(one.Bytes, Bytes(one.State)));
    }

    [Property]
    public void every_branch_ends_or_waits(RandomCase drawn) => Walk(drawn, Engine, (_, _, decision, _) => AllEndOrWait(decision.State));

    [Property]
    public void in_token_mode_every_branch_ends_or_waits(RandomCase drawn) => Walk(drawn, TokenEngine, (before, _, decision, _) =>
    {
        Assert.Equal(Bytes(decision.State), Bytes(WorkflowEngine.Evolve(before ?? CaseState.Empty, decision.Events)));
        AllEndOrWait(decision.State);
    });

    [Property(MaxTest = 1_000)]
    public void in_counter_mode_everything_runs_once_where_there_is_no_way_back(int seed) => RunsOnce(seed, Engine);

    [Property(MaxTest = 1_000)]
    public void in_token_mode_joins_fire_once_where_there_is_no_way_back(int seed) => RunsOnce(seed, TokenEngine);

    private static void RunsOnce(int seed, WorkflowEngine engine)
    {
        var runs = new HashSet<(string?, string, string)>();
        var again = new HashSet<string>();
        Walk(RandomCases.Tree(seed, 2 + Math.Abs(seed % 30)), engine, (_, _, decision, _) =>
        {
            foreach (var started in decision.Events.OfType<ActivityStarted>())
            {
                // A retry starts the same instance again; another instance of the same activity is a second run.
                if (!runs.Contains((started.ParentId, started.ActivityId, started.Id))) Assert.True(again.Add($"{started.ParentId}/{started.ActivityId}"), $"{started.ActivityId} ran twice.");
                runs.Add((started.ParentId, started.ActivityId, started.Id));
            }

            foreach (var activity in decision.State.Activities) AssertAlive(decision.State, activity);
        });
    }

    [Property]
    public void a_journal_verifies(RandomCase drawn)
    {
        var entries = new List<JournalEntry>();
        DefinitionSet? used = null;
        Walk(drawn, Engine, (before, stimulus, decision, set) =>
        {
            used = set;
            var entry = JournalEntry.For(entries.Count == 0 ? JournalEntry.Genesis : entries[^1].Hash, stimulus, EmptyPolicy.Instance.Hash, before, decision);
            entries.Add(JournalEntry.Parse(entry.ToBytes()));
        });
        Assert.Empty(Replayer.Verify(entries, Engine, used!.ByHash, _ => EmptyPolicy.Instance));
    }

    private static void AllEndOrWait(CaseState state)
    {
        Assert.NotEqual(WorkflowSubStatus.Executing, state.SubStatus);
        if (state.IsClosed)
        {
            Assert.Empty(state.Activities);
            Assert.Empty(state.Bookmarks);
            return;
        }

        Assert.NotEmpty(state.Activities);
        foreach (var activity in state.Activities) AssertAlive(state, activity);
    }

    /// <summary>A living activity waits, has a living child, waits for the person who resolves its incident, or was held back by one.</summary>
    private static void AssertAlive(CaseState state, ActivityInstance activity) => Assert.True(
        activity.Status is ActivityStatus.Faulted or ActivityStatus.Pending
        || state.Bookmarks.Any(bookmark => bookmark.ActivityInstanceId == activity.Id)
        || state.Activities.Any(child => child.ParentId == activity.Id),
        $"{activity.ActivityType} {activity.ActivityId} neither waits nor runs.");

    private static void Walk(RandomCase drawn, WorkflowEngine engine, Action<CaseState?, Stimulus, Decision, DefinitionSet> check)
    {
        var definition = WorkflowDefinition.Read(drawn.Json).Definition!;
        var set = Draw.Set(definition);
        var caseId = new CaseId(new Guid("00000000-0000-7000-8000-000000000001"));
        var now = Instant.FromUtc(2025, 1, 1, 0, 0);
        CaseState? state = null;
        Input? input = new StartCase(definition.Hash, Value.EmptyObject);
        foreach (var choice in drawn.Choices)
        {
            if (input is null) return;
            now += Duration.FromHours(2);
            var stimulus = new Stimulus(caseId, Guid.Empty, Actor.System, now, input);
            if (engine.Step(set, state, stimulus, EmptyPolicy.Instance) is Decided { Decision: var decision })
            {
                check(state, stimulus, decision, set);
                state = decision.State;
            }

            input = Next(state!, choice);
        }
    }

    private static Input? Next(CaseState state, int choice)
    {
        if (state.IsClosed) return null;
        if (choice % 97 == 0) return new CancelCase("enough");
        if (state.Incidents.Count > 0 && (choice % 3 == 0 || state.Bookmarks.Count == 0))
        {
            var incident = state.Incidents[choice % state.Incidents.Count];
            return choice % 4 == 0 ? new RetryIncident(incident.Id) : new SkipIncident(incident.Id, "Done");
        }

        if (state.Bookmarks.Count == 0) return null;
        var bookmark = state.Bookmarks[choice % state.Bookmarks.Count];
        return bookmark.Kind switch
        {
            BookmarkKind.Task when choice % 5 == 0 => new ClaimTask(bookmark.Task!.Id),
            BookmarkKind.Task => new CompleteTask(bookmark.Task!.Id, "Yes", Value.Object(("note", Value.Of("ok")))),
            BookmarkKind.Timer => new FireTimer(bookmark.Id),
            _ => new ReceiveSignal(bookmark.Name, Value.Null),
        };
    }

    private static string Bytes(CaseState state) => CaseStateSerializer.ToValue(state).ToString();

    private static IEnumerable<string> Texts(IEnumerable<Event> events) => events.Select(happened => happened.ToValue().ToString());
}
