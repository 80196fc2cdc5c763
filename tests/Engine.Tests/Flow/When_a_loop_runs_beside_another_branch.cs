using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Replay;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Tests.Flow;

/// <summary>A way out of a loop is open while the loop runs: what joins it with another branch runs once, when both have come.</summary>
public class When_a_loop_runs_beside_another_branch
{
    private static Value Add(string variable) => Draw.Activity("SetVariable", variable,
        ("variable", Value.Object(("id", Value.Of(variable)), ("name", Value.Of(variable)))), ("value", Draw.Script($"getVariable('{variable}') + 1")));

    private static Value Zero(string id, string variable) => Draw.Activity("SetVariable", id,
        ("variable", Value.Object(("id", Value.Of(variable)), ("name", Value.Of(variable)))), ("value", Draw.Script("0")));

    private static Value Decide(string id, string condition) => Draw.Activity("FlowDecision", id, ("condition", Draw.Script(condition)));

    private static Value Delay(string id, int seconds) => Draw.Activity("Delay", id, ("timeSpan", Draw.Text($"00:{Draw.At(seconds / 60).PadLeft(2, '0')}:{Draw.At(seconds % 60).PadLeft(2, '0')}")));

    private static Value Join(string mode) => mode == "" ? Draw.Line("j") : Draw.Activity("FlowJoin", "j", ("mode", Draw.Text(mode)));

    private static VirtualRun Run(Value[] activities, string[] connections, int semantics = Semantics.Current)
    {
        var definition = Draw.Definition(Draw.Chart("c", activities, connections), members: [("variables", Draw.Variables(("n", "Int32", "0"), ("m", "Int32", "0")))]);
        var run = new VirtualRun(new WorkflowEngine(Draw.Catalog), Draw.Set(definition)) { Semantics = semantics };
        run.Deliver(new Inputs.StartCase(definition.Hash, Value.EmptyObject));
        run.RunUntilEnd();
        return run;
    }

    private static (Value[] Activities, string[] Connections) DoWhile(string mode, int other) => (
        [Draw.Line("s"), Add("n"), Delay("d", 10), Decide("more", "getVariable('n') < 3"), Draw.Line("out"), Delay("w", other), Draw.Line("other"), Join(mode), Draw.Line("end")],
        ["s->n", "s->w", "n->d", "d->more", "more:True->n", "more:False->out", "out->j", "w->other", "other->j", "j->end"]);

    private static (Value[] Activities, string[] Connections) While(string mode, int other) => (
        [Draw.Line("s"), Decide("more", "getVariable('n') < 3"), Add("n"), Delay("d", 10), Draw.Line("out"), Delay("w", other), Draw.Line("other"), Join(mode), Draw.Line("end")],
        ["s->more", "s->w", "more:True->n", "n->d", "d->more", "more:False->out", "out->j", "w->other", "other->j", "j->end"]);

    public static TheoryData<string, int, bool> Charts { get; } = new(
        from mode in (string[])["", "WaitAll", "WaitAllActive"]
        from other in (int[])[5, 15, 100]
        from isWhile in (bool[])[false, true]
        select (mode, other, isWhile));

    [Theory]
    [MemberData(nameof(Charts))]
    public void the_join_behind_runs_once_when_both_have_come(string mode, int other, bool isWhile)
    {
        var (activities, connections) = isWhile ? While(mode, other) : DoWhile(mode, other);
        var run = Run(activities, connections);
        Assert.Empty(run.State!.Incidents);
        string[] both = other < 30 ? ["other", "out"] : ["out", "other"];
        Assert.Equal(["s", .. both, "end"], run.Lines.Where(line => line != "j"));
        Assert.True(run.State.IsClosed);
    }

    [Fact]
    public void a_loop_that_is_left_another_way_is_over_and_waited_for_no_more()
    {
        var run = Run(
            [Draw.Line("s"), Decide("more", "true"), Delay("d", 10), Decide("again", "false"), Draw.Line("gone"), Draw.Line("out"), Delay("w", 100), Draw.Line("behind"), Draw.Line("end")],
            ["s->more", "s->w", "more:True->d", "d->again", "again:True->more", "again:False->gone", "more:False->out", "out->behind", "gone->behind", "behind->end", "w->end"]);
        Assert.Equal(["s", "gone", "behind", "end"], run.Lines);
        Assert.True(run.State!.IsClosed);
    }

    [Fact]
    public void a_loop_that_ends_within_itself_counts_as_dead_for_what_waits_behind()
    {
        var run = Run(
            [Draw.Line("s"), Decide("more", "true"), Delay("d", 10), Decide("again", "false"), Draw.Line("out"), Delay("w", 5), Draw.Line("end")],
            ["s->more", "s->w", "more:True->d", "d->again", "again:True->more", "more:False->out", "out->end", "w->end"]);
        Assert.Equal(["s", "end"], run.Lines);
        Assert.Empty(run.State!.Incidents);
        Assert.True(run.State.IsClosed);
    }

    [Fact]
    public void a_loop_in_a_loop_is_over_with_the_outer_one()
    {
        var run = Run(
            [
                Draw.Line("s"), Decide("outer", "getVariable('m') < 2"), Add("m"), Zero("z", "n"), Decide("inner", "getVariable('n') < 2"), Add("n"), Delay("d", 10),
                Draw.Line("round"), Draw.Line("out"), Delay("w", 5), Draw.Line("other"), Draw.Line("end"),
            ],
            ["s->outer", "s->w", "outer:True->m", "m->z", "z->inner", "inner:True->n", "n->d", "d->inner", "inner:False->round", "round->outer", "outer:False->out", "out->end", "w->other", "other->end"]);
        Assert.Equal(["s", "other", "round", "round", "out", "end"], run.Lines);
        Assert.Empty(run.State!.Incidents);
    }

    [Fact]
    public void each_round_of_an_outer_loop_joins_the_inner_loop_with_the_branch_beside()
    {
        var run = Run(
            [
                Draw.Line("s"), Add("m"), Zero("z", "n"), Add("n"), Delay("d", 10), Decide("inner", "getVariable('n') < 2"), Delay("w", 5), Join("WaitAll"), Draw.Line("joined"),
                Decide("outer", "getVariable('m') < 3"), Draw.Line("end"),
            ],
            ["s->m", "m->z", "m->w", "z->n", "n->d", "d->inner", "inner:True->n", "inner:False->j", "w->j", "j->joined", "joined->outer", "outer:True->m", "outer:False->end"]);
        Assert.Equal(["s", "joined", "joined", "joined", "end"], run.Lines);
        Assert.Empty(run.State!.Incidents);
    }

    [Fact]
    public void what_was_decided_before_is_decided_so_again()
    {
        var (activities, connections) = DoWhile("", 5);
        Assert.Equal(["s", "other", "j", "end", "out"], Run(activities, connections, Semantics.First).Lines);
    }
}
