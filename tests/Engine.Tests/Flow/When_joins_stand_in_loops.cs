using FsCheck.Xunit;
using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Flow;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Replay;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Tests.Flow;

/// <summary>A join goes on once a round, whatever way the round comes, and nothing of a round is left for the next.</summary>
public class When_joins_stand_in_loops
{
    private static readonly Value Count = Draw.Activity("SetVariable", "n",
        ("variable", Value.Object(("id", Value.Of("n")), ("name", Value.Of("n")))), ("value", Draw.Script("getVariable('n') + 1")));

    private static Value Join(string mode) => Draw.Activity("FlowJoin", "j", ("mode", Draw.Text(mode)));

    private static Value Merging(string id, string mode) => Draw.Line(id).With("customProperties", Value.Object(("mergeMode", Value.Of(mode))));

    private static Value Decide(string id, string condition) => Draw.Activity("FlowDecision", id, ("condition", Draw.Script(condition)));

    private static Value Wait(string id) => Draw.Activity("Event", id, ("eventName", Draw.Text(id)));

    private static Value Fork(string id, params string[] branches) =>
        Draw.Activity("FlowFork", id, ("branches", Draw.Wrapped("Object", Value.Of(Value.Of(branches).ToString()))));

    private static Value Switch(string id, params string[] conditions) => Draw.Activity("FlowSwitch", id, ("cases", Value.Of(conditions.Select((condition, at) =>
        Value.Object(("label", Value.Of("c" + Draw.At(at))), ("condition", Value.Object(("type", Value.Of("JavaScript")), ("value", Value.Of(condition)))))))));

    private static VirtualRun Run(FlowchartMode mode, Value[] activities, params string[] connections) => Draw.Run(
        Draw.Definition(Draw.Chart("c", activities, connections), members: [("variables", Draw.Variables(("n", "Int32", "0")))]),
        new WorkflowEngine(Draw.Catalog, mode: mode));

    [Theory]
    [InlineData(FlowchartMode.Token, "WaitAny")]
    [InlineData(FlowchartMode.Token, "Race")]
    [InlineData(FlowchartMode.Token, "Cascade")]
    [InlineData(FlowchartMode.Token, "Stream")]
    [InlineData(FlowchartMode.Counter, "WaitAny")]
    [InlineData(FlowchartMode.Counter, "WaitAllActive")]
    public void a_round_that_comes_another_way_goes_on_too(FlowchartMode mode, string merge)
    {
        var join = merge is "WaitAny" or "WaitAllActive" ? Join(merge) : Merging("j", merge);
        var run = Run(mode,
            [Count, Decide("d", "getVariable('n') % 2 == 1"), Draw.Line("a"), Draw.Line("b"), join, Draw.Line("joined"), Decide("more", "getVariable('n') < 4"), Draw.Line("end")],
            "n->d", "d:True->a", "d:False->b", "a->j", "b->j", "j->joined", "joined->more", "more:True->n", "more:False->end");
        Assert.Equal(["a", "joined", "b", "joined", "a", "joined", "b", "joined", "end"], run.Lines.Where(line => line != "j"));
        Assert.Equal(WorkflowSubStatus.Finished, run.State!.SubStatus);
    }

    [Theory]
    [InlineData(FlowchartMode.Token)]
    [InlineData(FlowchartMode.Counter)]
    public void of_three_ways_each_may_bring_a_round(FlowchartMode mode)
    {
        var run = Run(mode,
            [Count, Switch("d", "getVariable('n') % 3 == 1", "getVariable('n') % 3 == 2"), Draw.Line("a"), Draw.Line("b"), Draw.Line("c"), Join("WaitAny"), Decide("more", "getVariable('n') < 6"), Draw.Line("end")],
            "n->d", "d:c0->a", "d:c1->b", "d:Default->c", "a->j", "b->j", "c->j", "j->more", "more:True->n", "more:False->end");
        Assert.Equal(["a", "b", "c", "a", "b", "c", "end"], run.Lines);
        Assert.True(run.State!.IsClosed);
    }

    [Theory]
    [InlineData("WaitAny")]
    [InlineData("Cascade")]
    public void a_late_branch_of_a_round_that_has_gone_on_runs_nothing_and_spends_nothing_of_the_next(string merge)
    {
        // a comes at once; b, c, e come later in the same step. In the second round only the way over b is taken.
        var join = merge == "WaitAny" ? Join(merge) : Merging("j", merge);
        var run = Run(FlowchartMode.Token,
            [Count, Decide("first", "getVariable('n') == 1"), Fork("f", "A", "B"), Draw.Line("a"), Draw.Line("b"), Draw.Line("b2"), join, Draw.Line("joined"), Decide("more", "getVariable('n') < 3"), Draw.Line("end")],
            "n->first", "first:True->f", "first:False->b", "f:A->a", "f:B->b", "a->j", "b->b2", "b2->j", "j->joined", "joined->more", "more:True->n", "more:False->end");
        Assert.Equal(3, run.Lines.Count(line => line == "joined"));
        Assert.Equal("end", run.Lines[^1]);
        Assert.Equal(WorkflowSubStatus.Finished, run.State!.SubStatus);
    }

    [Fact]
    public void a_branch_that_is_still_waiting_when_the_next_round_comes_its_way_is_late_for_its_own_round_only()
    {
        var run = Run(FlowchartMode.Token,
            [Count, Fork("f", "A", "B"), Draw.Line("a"), Wait("b"), Merging("j", "Cascade"), Decide("more", "getVariable('n') < 2"), Draw.Line("end")],
            "n->f", "f:A->a", "f:B->b", "a->j", "b->j", "j->more", "more:True->n", "more:False->end");
        Assert.Equal(["a", "j", "a", "j", "end"], run.Lines);
        Assert.Equal(2, run.State!.Bookmarks.Count);
        run.Deliver(new ReceiveSignal("b", Value.Null));
        Assert.Equal(["a", "j", "a", "j", "end"], run.Lines);
        Assert.Equal(WorkflowSubStatus.Finished, run.State.SubStatus);
    }

    [Theory]
    [InlineData(FlowchartMode.Token)]
    [InlineData(FlowchartMode.Counter)]
    public void a_way_back_into_a_join_of_all_is_a_round_of_its_own(FlowchartMode mode)
    {
        var run = Run(mode,
            [Fork("f", "A", "B"), Draw.Line("a"), Draw.Line("b"), Join("WaitAll"), Count, Decide("more", "getVariable('n') < 3"), Draw.Line("end")],
            "f:A->a", "f:B->b", "a->j", "b->j", "j->n", "n->more", "more:True->j", "more:False->end");
        Assert.Equal(["a", "b", "end"], run.Lines);
        Assert.Equal(WorkflowSubStatus.Finished, run.State!.SubStatus);
    }

    [Fact]
    public void of_two_arrivals_by_one_way_a_join_of_all_takes_one_a_round()
    {
        // The way over a arrives twice before b comes at all: each b takes one of them.
        var run = Run(FlowchartMode.Token,
            [Fork("f", "A", "B"), Count, Fork("again", "J", "Back"), Decide("more", "getVariable('n') < 2"), Wait("b"), Wait("b2"), Join("WaitAll"), Draw.Line("joined")],
            "f:A->n", "n->again", "again:J->j", "again:Back->more", "more:True->n", "f:B->b", "b->j", "b->b2", "b2->b", "j->joined");
        Assert.Empty(run.Lines);
        run.Deliver(new ReceiveSignal("b", Value.Null));
        Assert.Equal(["joined"], run.Lines);
        run.Deliver(new ReceiveSignal("b2", Value.Null));
        run.Deliver(new ReceiveSignal("b", Value.Null));
        Assert.Equal(["joined", "joined"], run.Lines);
    }

    [Fact]
    public void a_join_that_is_still_at_work_is_not_run_by_one_arrival_of_the_next_round()
    {
        var work = Wait("j").With("customProperties", Value.Object(("mergeMode", Value.Of("Merge"))));
        var run = Run(FlowchartMode.Token,
            [Fork("f", "A", "B"), Wait("a"), Wait("b"), work, Draw.Line("joined"), Wait("back")],
            "f:A->a", "f:B->b", "a->j", "b->j", "a->back", "back->a", "j->joined");
        foreach (var signal in (string[])["a", "b", "back", "a"]) Assert.IsType<Decided>(run.Deliver(new ReceiveSignal(signal, Value.Null)));
        Assert.Single(run.State!.Bookmarks, bookmark => bookmark.Name == "j");
    }

    [Fact]
    public void a_stream_goes_on_when_the_branch_that_it_waited_for_goes_elsewhere()
    {
        var run = Run(FlowchartMode.Token,
            [Fork("f", "A", "B"), Draw.Line("a"), Wait("go"), Decide("d", "false"), Draw.Line("end"), Draw.Line("elsewhere")],
            "f:A->a", "f:B->go", "go->d", "a->end", "d:True->end", "d:False->elsewhere");
        run.Deliver(new ReceiveSignal("go", Value.Null));
        Assert.Equal(["a", "elsewhere", "end"], run.Lines.Order(StringComparer.Ordinal));
        Assert.Equal(WorkflowSubStatus.Finished, run.State!.SubStatus);
    }

    [Theory]
    [InlineData(FlowchartMode.Token)]
    [InlineData(FlowchartMode.Counter)]
    public void a_chart_inside_a_loop_begins_each_round_anew(FlowchartMode mode)
    {
        var inner = Draw.Chart("inner",
            [Decide("d", "getVariable('n') % 2 == 1"), Draw.Line("a"), Draw.Line("b"), Join("WaitAny"), Draw.Line("joined")],
            "d:True->a", "d:False->b", "a->j", "b->j", "j->joined");
        var run = Run(mode, [Count, inner, Decide("more", "getVariable('n') < 3"), Draw.Line("end")], "n->inner", "inner->more", "more:True->n", "more:False->end");
        Assert.Equal(["a", "joined", "b", "joined", "a", "joined", "end"], run.Lines);
    }

    [Theory]
    [InlineData(FlowchartMode.Token)]
    [InlineData(FlowchartMode.Counter)]
    public void two_loops_may_share_a_join(FlowchartMode mode)
    {
        // The way back over x and the way back over y come to the same join from different places.
        var run = Run(mode,
            [Count, Switch("d", "getVariable('n') % 3 == 1", "getVariable('n') % 3 == 2"), Draw.Line("a"), Draw.Line("b"), Draw.Line("c"), Join("WaitAny"), Switch("more", "getVariable('n') >= 7", "getVariable('n') % 2 == 0"), Draw.Line("x"), Draw.Line("y"), Draw.Line("end")],
            "n->d", "d:c0->a", "d:c1->b", "d:Default->c", "a->j", "b->j", "c->j", "j->more", "more:c0->end", "more:c1->x", "more:Default->y", "x->n", "y->n");
        Assert.Equal(["a", "y", "b", "x", "c", "y", "a", "x", "b", "y", "c", "x", "a", "end"], run.Lines);
    }

    /// <summary>A loop around a random tree of choices and forks that all end in one join: it goes on exactly once in each of five rounds.</summary>
    [Property(MaxTest = 300)]
    public void in_any_loop_a_join_goes_on_once_a_round(int seed, bool tokens)
    {
        var loop = new RandomLoop(seed);
        var mode = tokens ? FlowchartMode.Token : FlowchartMode.Counter;
        var (activities, connections) = loop.Draw(tokens ? ["WaitAny", "Cascade", "Race"] : ["WaitAny", "WaitAllActive"]);
        var run = Run(mode, activities, connections);
        Assert.True(run.Lines.Count(line => line == "joined") == RandomLoop.Rounds, $"seed {seed}: {string.Join(" ", connections)}: {string.Join(" ", run.Lines)} {string.Join(";", run.State!.Incidents.Select(i => i.Message))}");
        Assert.Equal("end", run.Lines.Last(line => line is "end" or "joined"));
        Assert.Equal(WorkflowSubStatus.Finished, run.State!.SubStatus);
        Assert.Empty(run.State.Activities);
    }

    private sealed class RandomLoop(int seed)
    {
        public const int Rounds = 5;

        private readonly Random random = new(seed);
        private readonly List<Value> activities = [];
        private readonly List<string> connections = [];
        private int ids;

        public (Value[] Activities, string[] Connections) Draw(string[] modes)
        {
            var mode = modes[random.Next(modes.Length)];
            activities.AddRange([Count, mode.StartsWith("Wait", StringComparison.Ordinal) ? Join(mode) : Merging("j", mode), Flow.Draw.Line("joined"), Decide("more", $"getVariable('n') < {Rounds}"), Flow.Draw.Line("end")]);
            connections.AddRange(["j->joined", "joined->more", "more:True->n", "more:False->end"]);
            Way("n", 3);
            return ([.. activities], [.. connections.Distinct()]);
        }

        /// <summary>Draws on from an outcome until the join.</summary>
        private void Way(string from, int depth)
        {
            for (var more = random.Next(3); more > 0; more--) from = Add(from, Flow.Draw.Line("l" + Flow.Draw.At(++ids)));
            var kind = depth == 0 ? 0 : random.Next(4);
            if (kind == 0)
            {
                connections.Add(from + "->j");
                return;
            }

            var ways = random.Next(2, 4);
            var id = (kind == 3 ? "f" : "s") + Flow.Draw.At(++ids);
            if (kind == 3)
            {
                Add(from, Fork(id, [.. Enumerable.Range(0, ways).Select(way => "c" + Flow.Draw.At(way))]));
            }
            else
            {
                Add(from, Switch(id, [.. Enumerable.Range(0, ways - 1).Select(way => $"(getVariable('n') * {random.Next(1, 7)} + {way}) % {ways} == 0")]));
            }

            for (var way = 0; way < ways; way++) Way($"{id}:{(kind != 3 && way == ways - 1 ? "Default" : "c" + Flow.Draw.At(way))}", depth - 1);
        }

        private string Add(string from, Value activity)
        {
            activities.Add(activity);
            var id = activity["id"].AsString()!;
            connections.Add($"{from}->{id}");
            return id;
        }
    }
}
