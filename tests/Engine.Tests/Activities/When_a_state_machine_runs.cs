using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Replay;
using JieSuJiBan.Engine.Serialization;
using JieSuJiBan.Engine.Tests.Flow;
using JieSuJiBan.Engine.Validation;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Tests.Activities;

/// <summary>After Elsa's own tests of its StateMachine.</summary>
public class When_a_state_machine_runs
{
    private static Value Wait(string id) => Draw.Activity("Event", id, ("eventName", Draw.Text(id)));

    private static Value State(string name, params (string, Value)[] members) => Value.Object([("name", Value.Of(name)), .. members]);

    private static Value Transition(string from, string to, params (string, Value)[] members) => Value.Object([("from", Value.Of(from)), ("to", Value.Of(to)), .. members]);

    private static Value Machine(Value[] states, params Value[] transitions) =>
        Draw.Activity("StateMachine", "machine", ("initialState", Value.Of("New")), ("states", Value.Of(states)), ("transitions", Value.Of(transitions)));

    private static readonly Value Order = Machine(
        [State("New", ("entry", Draw.Line("newEntry")), ("exit", Draw.Line("newExit"))), State("Paid", ("entry", Draw.Line("paidEntry"))), State("Cancelled"), State("Closed")],
        Transition("New", "Paid", ("name", Value.Of("Pay")), ("trigger", Wait("pay")), ("action", Draw.Line("payAction")), ("condition", Draw.Script("variables.solvent"))),
        Transition("New", "Cancelled", ("trigger", Wait("cancel"))),
        Transition("Paid", "Closed", ("trigger", Wait("close"))));

    private static VirtualRun Start(string solvent = "True") =>
        Draw.Run(Draw.Definition(Draw.Sequence("s", Order, Draw.Line("after")), members: [("variables", Draw.Variables(("solvent", "Boolean", solvent)))]));

    [Fact]
    public void it_enters_its_first_state_and_waits_at_every_trigger_that_leaves_it()
    {
        var run = Start();
        Assert.Equal(["newEntry"], run.Lines);
        Assert.Equal(["pay", "cancel"], run.State!.Bookmarks.Select(bookmark => bookmark.Name));
    }

    [Fact]
    public void a_transition_runs_action_exit_and_entry_and_cancels_the_other_triggers()
    {
        var run = Start();
        run.Deliver(new ReceiveSignal("pay", Value.Null));
        Assert.Equal(["newEntry", "payAction", "newExit", "paidEntry"], run.Lines);
        Assert.Equal("close", Assert.Single(run.State!.Bookmarks).Name);

        run.Deliver(new ReceiveSignal("close", Value.Null));
        Assert.Equal("after", run.Lines[^1]);
        Assert.True(run.State.IsClosed);
        Assert.Equal(CaseStateSerializer.Hash(run.State), CaseStateSerializer.Hash(Replayer.Rebuild(run.Entries)));
    }

    [Fact]
    public void a_condition_that_does_not_hold_waits_for_the_trigger_again()
    {
        var run = Start("False");
        run.Deliver(new ReceiveSignal("pay", Value.Null));
        Assert.Equal(["newEntry"], run.Lines);
        Assert.Equal(["cancel", "pay"], run.State!.Bookmarks.Select(bookmark => bookmark.Name).Order());

        run.Deliver(new ReceiveSignal("cancel", Value.Null));
        Assert.Equal(["newEntry", "newExit", "after"], run.Lines);
        Assert.True(run.State.IsClosed);
    }

    [Fact]
    public void of_triggers_that_fire_at_once_one_wins()
    {
        var run = Draw.Run(Machine(
            [State("New"), State("A", ("entry", Draw.Line("a"))), State("B", ("entry", Draw.Line("b")))],
            Transition("New", "A", ("trigger", Draw.Line("first"))), Transition("New", "B", ("trigger", Draw.Line("second")))));
        Assert.Equal(["first", "a"], run.Lines.Where(line => line != "second"));
        Assert.True(run.State!.IsClosed);
    }

    [Fact]
    public void a_state_may_lead_back_to_itself_and_two_transitions_may_look_alike()
    {
        var run = Draw.Run(Machine(
            [State("New", ("entry", Draw.Line("enter"))), State("End")],
            Transition("New", "New", ("trigger", Wait("again")), ("action", Draw.Line("one"))),
            Transition("New", "New", ("trigger", Wait("more")), ("action", Draw.Line("two"))),
            Transition("New", "End", ("trigger", Wait("end")))));
        run.Deliver(new ReceiveSignal("more", Value.Null));
        run.Deliver(new ReceiveSignal("again", Value.Null));
        run.Deliver(new ReceiveSignal("end", Value.Null));
        Assert.Equal(["enter", "two", "enter", "one", "enter"], run.Lines);
        Assert.True(run.State!.IsClosed);
    }

    [Theory]
    [InlineData("Nowhere")]
    [InlineData("")]
    public void without_a_known_first_state_it_is_done(string initial) =>
        Assert.True(Draw.Run(Draw.Activity("StateMachine", "machine", ("initialState", Value.Of(initial)), ("states", Value.Of([State("New")])))).State!.IsClosed);

    [Fact]
    public void what_is_wrong_with_its_states_is_said_before_it_runs()
    {
        var machine = Draw.Activity("StateMachine", "machine", ("initialState", Value.Of("Nowhere")), ("states", Value.Of([State("A"), State("A")])),
            ("transitions", Value.Of([Transition("A", "B", ("condition", Draw.Wrapped("CSharp", Value.Of("true"))))])));
        var findings = DefinitionValidator.Validate(Draw.Definition(machine), Draw.Catalog, Draw.Set());
        Assert.Equal(["state.duplicateName", "state.noInitial", "transition.unknownState", "transition.noTrigger", "expression.refusedType"], findings.Select(finding => finding.Code));
        Assert.DoesNotContain(DefinitionValidator.Validate(Draw.Definition(Order, members: [("variables", Draw.Variables(("solvent", "Boolean", "True")))]), Draw.Catalog, Draw.Set()), finding => finding.Severity == Severity.Error);
    }

    [Fact]
    public void the_type_names_of_its_activities_are_kept_as_they_are()
    {
        var json = Draw.Definition(Order).ToJson();
        Assert.Equal(json, WorkflowDefinition.Read(json).Definition!.ToJson());
        Assert.Contains(WorkflowDefinition.Read(json).Definition!.Nodes, node => node.Port == "Transitions[0].Action");
    }
}
