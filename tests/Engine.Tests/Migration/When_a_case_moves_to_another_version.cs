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

public class When_a_case_moves_to_another_version
{
    private static readonly Value Note = Value.Object(("note", Value.Of("ok")));

    [Fact]
    public void its_task_and_timers_stay_as_they_are_and_the_new_path_is_taken()
    {
        var (run, v1) = Run([Ask("ask"), Draw.Line("old")], ["ask:Yes->old"]);
        var task = run.Tasks.Single();
        var timer = run.State!.Timers.Single();
        var v2 = Version(2, [Ask("ask"), Draw.Line("new"), Draw.Line("last")], ["ask:Yes->new", "new->last"]);

        run.AdvanceTo(run.Now + Duration.FromMinutes(20));
        var decision = Migrate(run, v1, v2, MigrationVerdict.Mappable);
        Assert.Empty(decision.Effects);
        Assert.Equal(task, run.Tasks.Single());
        Assert.Equal(timer, run.State!.Timers.Single());
        Assert.Equal((v2.Hash, 2), (run.State!.Root!.DefinitionHash, run.State.Root.Version));

        Assert.IsType<Decided>(run.CompleteTask("Ask", "Yes", Note));
        Assert.Equal(["new", "last"], run.Lines);
        Assert.True(run.State!.IsClosed);
        Verify(run);
    }

    [Fact]
    public void moving_nodes_on_the_canvas_and_changing_what_is_behind_is_the_same()
    {
        var (run, v1) = Run([Draw.Line("first"), Ask("ask"), Draw.Line("end")], ["first->ask", "ask:Yes->end"]);
        var moved = Version(2, [Draw.Line("first"), Draw.Activity("Test.Ask", "ask", ("metadata", Value.Object(("x", Value.Of(9))))), Draw.Line("end")], ["first->ask", "ask:Yes->end"]);
        Assert.Equal(v1.BehaviourHash, moved.BehaviourHash);
        Assert.Equal(MigrationVerdict.Same, Plan(run, v1, moved).Verdict);

        var behind = Version(3, [Draw.Line("another"), Ask("ask"), Draw.Line("end")], ["another->ask", "ask:Yes->end"]);
        Assert.Equal(MigrationVerdict.Same, Plan(run, v1, behind).Verdict);
        var ahead = Version(5, [Draw.Line("first"), Ask("ask"), Draw.Activity("WriteLine", "end", ("text", Draw.Text("else")))], ["first->ask", "ask:Yes->end"]);
        Assert.Equal(MigrationVerdict.Mappable, Plan(run, v1, ahead).Verdict);
        var onlyBehind = Version(4, [Draw.Activity("WriteLine", "first", ("text", Draw.Text("else")), ("name", Value.Of("first"))), Ask("ask"), Draw.Line("end")], ["first->ask", "ask:Yes->end"]);
        Assert.Equal(MigrationVerdict.Same, Plan(run, v1, onlyBehind).Verdict);
        Migrate(run, v1, onlyBehind, MigrationVerdict.Same);
        run.CompleteTask("Ask", "Yes", Note);
        Assert.Equal(["first", "end"], run.Lines);
        Verify(run);
    }

    [Fact]
    public void an_activity_with_another_id_is_found_by_the_mapping_only()
    {
        var (run, v1) = Run([Ask("ask"), Draw.Line("end")], ["ask:Yes->end"]);
        var v2 = Version(2, [Ask("question"), Draw.Line("end")], ["question:Yes->end"]);
        var blocked = Plan(run, v1, v2);
        Assert.Equal(["migration.placeGone"], blocked.Instances.Single().Blocks.Select(block => block.Code));
        run.Definitions = Draw.Set(v1, v2);
        var refused = Assert.IsType<Refused>(run.Deliver(Input(v1, v2)));
        Assert.Equal(("migration.blocked", RejectionKind.State), (refused.Rejection.Code, refused.Rejection.Kind));
        Assert.Contains("ask", refused.Rejection.Chinese, StringComparison.Ordinal);

        Migrate(run, v1, v2, MigrationVerdict.Mappable, Value.Object(("ask", Value.Of("question"))));
        Assert.Equal("question", run.State!.Activities[^1].ActivityId);
        run.CompleteTask("Ask", "Yes", Note);
        Assert.Equal(["end"], run.Lines);
        Verify(run);
    }

    [Fact]
    public void a_join_counts_what_has_arrived_and_waits_for_what_can_still_come()
    {
        Value[] activities = [Draw.Activity("FlowFork", "fork", ("branches", Draw.Wrapped("Object", Value.Of("[\"A\",\"B\"]")))), Ask("a"), Ask("b"), Draw.Line("join")];
        var (run, v1) = Run(activities, ["fork:A->a", "fork:B->b", "a:Yes->join", "b:Yes->join"]);
        run.CompleteTask("Ask", "Yes", Note);
        Assert.Equal("b", run.State!.Activities[^1].ActivityId);

        // The target draws a step between b and the join, one between a and the join, and a third branch: only the first is still to come.
        var v2 = Version(2, [.. activities, Draw.Line("afterB"), Draw.Line("afterA"), Draw.Line("third")],
            ["fork:A->a", "fork:B->b", "a:Yes->join", "a:Yes->afterA", "afterA->join", "b:Yes->afterB", "afterB->join", "fork:A->third", "third->join"]);
        Migrate(run, v1, v2, MigrationVerdict.Mappable);
        run.CompleteTask("Ask", "Yes", Note);
        Assert.Equal(["afterB", "join"], run.Lines);
        Assert.True(run.State!.IsClosed);
        Verify(run);
    }

    [Fact]
    public void a_branch_that_has_arrived_is_never_lost()
    {
        Value[] activities = [Draw.Activity("FlowFork", "fork", ("branches", Draw.Wrapped("Object", Value.Of("[\"A\",\"B\"]")))), Ask("a"), Ask("b"), Draw.Line("join")];
        var (run, v1) = Run(activities, ["fork:A->a", "fork:B->b", "a:Yes->join", "b:Yes->join"]);
        run.CompleteTask("Ask", "Yes", Note);
        Assert.Equal(["migration.branchLost"], Codes(run, v1, Version(2, activities, ["fork:A->a", "fork:B->b", "a:Yes->join"])));
        Assert.Equal(["migration.branchLost"], Codes(run, v1, Version(3, activities[..3], ["fork:A->a", "fork:B->b"])));
    }

    [Fact]
    public void what_was_done_is_not_done_again()
    {
        var (run, v1) = Run([Draw.Line("sent"), Ask("ask")], ["sent->ask"]);
        Assert.Equal(["migration.runsAgain"], Codes(run, v1, Version(2, [Draw.Line("begin"), Draw.Line("sent"), Ask("ask")], ["begin->ask", "ask:Yes->sent"])));

        var sequence = Draw.Definition(Draw.Sequence("steps", Draw.Line("sent"), Ask("ask")));
        var other = Draw.Run(sequence);
        var turned = Read(2, Draw.Sequence("steps", Ask("ask"), Draw.Line("sent")));
        Assert.Equal(["migration.runsAgain"], Codes(other, sequence, turned));
    }

    [Fact]
    public void a_started_activity_is_not_started_by_a_branch_that_is_under_way()
    {
        Value[] activities = [Draw.Activity("FlowFork", "fork", ("branches", Draw.Wrapped("Object", Value.Of("[\"A\",\"B\"]")))), Ask("a"), Ask("b")];
        var (run, v1) = Run(activities, ["fork:A->a", "fork:B->b"]);
        Assert.Equal(["migration.startsTwice"], Codes(run, v1, Version(2, activities, ["fork:A->a", "fork:B->b", "a:Yes->b"])));
    }

    [Fact]
    public void a_join_of_all_does_not_wait_for_what_cannot_come()
    {
        Value[] activities = [Draw.Activity("FlowFork", "fork", ("branches", Draw.Wrapped("Object", Value.Of("[\"A\",\"B\"]")))), Ask("a"), Ask("b"), Draw.Activity("FlowJoin", "join", ("mode", Draw.Text("WaitAll"))), Draw.Line("third")];
        var (run, v1) = Run(activities, ["fork:A->a", "fork:B->b", "a:Yes->join", "b:Yes->join"]);
        Assert.Equal(["migration.joinStarved"], Codes(run, v1, Version(2, activities, ["fork:A->a", "fork:B->b", "fork:A->third", "a:Yes->join", "b:Yes->join", "third->join"])));
    }

    [Fact]
    public void an_open_position_stays_in_its_container_and_of_its_type()
    {
        var (run, v1) = Run([Ask("ask"), Draw.Line("end")], ["ask:Yes->end"]);
        Assert.Equal(["migration.placeOtherType"], Codes(run, v1, Version(2, [Draw.Activity("Delay", "ask"), Draw.Line("end")], ["ask->end"])));
        Assert.Equal(["migration.placeMoved"], Codes(run, v1, Version(3, [Draw.Sequence("box", Ask("ask")), Draw.Line("end")], ["box->end"])));
        Assert.Equal(["migration.placeUnreachable"], Codes(run, v1, Version(4, [Draw.Line("begin"), Ask("ask"), Draw.Line("end")], ["begin->end", "ask:Yes->ask"])));
        var tokens = Read(5, Draw.Activity("Flowchart", "chart", ("activities", Value.Of([Ask("ask")])), ("customProperties", Value.Object(("executionMode", Value.Of("TokenBased"))))));
        Assert.Equal(["migration.otherMode"], Codes(run, v1, tokens));
    }

    [Fact]
    public void a_faulty_activity_is_mended_by_another_and_retried()
    {
        var (run, v1) = Run([Draw.Activity("Fault", "step", ("message", Draw.Text("broken"))), Draw.Line("end")], ["step->end"]);
        var incident = run.State!.Incidents.Single();
        var v2 = Version(2, [Draw.Line("step"), Draw.Line("end")], ["step->end"]);
        Migrate(run, v1, v2, MigrationVerdict.Mappable);
        Assert.Equal(("Elsa.WriteLine", incident.Id), (run.State!.Incidents.Single().ActivityType, run.State.Incidents.Single().Id));
        Assert.IsType<Decided>(run.Deliver(new RetryIncident(incident.Id)));
        Assert.Equal(["step", "end"], run.Lines);
        Verify(run);
    }

    [Fact]
    public void variables_keep_their_values_and_new_ones_begin_with_their_defaults()
    {
        Value Root(string then) => Draw.Sequence("steps", Draw.Activity("RunJavaScript", "set", ("script", Draw.Script("setVariable('a', 7)"))), Ask("ask"), Draw.Activity("WriteLine", "say", ("text", Draw.Script(then))));
        var v1 = Draw.Definition(Root("''"), members: ("variables", Draw.Variables(("a", "Int32", "1"), ("b", "String", "old"), ("gone", "String", "x"))));
        var run = Draw.Run(v1);
        var v2 = Read(2, Root("`${getVariable('number')} ${getVariable('b')} ${getVariable('added')}`"), ("variables", Draw.Variables(("number", "String", "0"), ("b", "String", "new"), ("added", "String", "fresh"))));
        var mapping = Value.Object(("a", Value.Of("number")));
        var plan = new WorkflowEngine(Draw.Catalog).PlanMigration(Draw.Set(v1, v2), run.State!, new MigrateCase(v1.Hash, v2.Hash, Value.EmptyObject, mapping));
        Assert.Equal(
            [("a", "number", "converted"), ("b", "b", "kept"), ("gone", null, "forgotten"), (null, "added", "added")],
            plan.Instances.Single().Variables.Select(move => (move.From, move.To, move.Change)));

        Migrate(run, v1, v2, MigrationVerdict.Mappable, variables: mapping);
        run.CompleteTask("Ask", "Yes", Note);
        Assert.Equal(["7 old fresh"], run.Lines);
        Verify(run);
    }

    [Fact]
    public void what_a_script_set_undeclared_stays_and_gets_the_type_that_the_target_declares()
    {
        Value Root(string then) => Draw.Sequence("steps", Draw.Activity("RunJavaScript", "set", ("script", Draw.Script("setVariable('a', 7); setVariable('b', 8)"))), Ask("ask"), Draw.Activity("WriteLine", "say", ("text", Draw.Script(then))));
        var v1 = Draw.Definition(Root("''"));
        var run = Draw.Run(v1);
        var v2 = Read(2, Root("`${typeof getVariable('a')} ${getVariable('a')} ${getVariable('b')}`"), ("variables", Draw.Variables(("a", "String", "0"))));
        Migrate(run, v1, v2, MigrationVerdict.Mappable);
        run.CompleteTask("Ask", "Yes", Note);
        Assert.Equal(["string 7 8"], run.Lines);
        Verify(run);
    }

    [Fact]
    public void a_workflow_used_as_an_activity_goes_on_with_its_own_version()
    {
        var part = Draw.Definition(Draw.Chart("inner", [Ask("ask"), Draw.Line("inside")], "ask:Yes->inside"), "part");
        var v1 = Draw.Definition(Draw.Sequence("steps", Draw.Activity("Part", "use", ("version", Value.Of(1))).With("type", Value.Of("Part")), Draw.Line("old")));
        var run = Draw.Run(v1, null, part);
        var v2 = Read(2, Draw.Sequence("steps", Draw.Activity("Part", "use", ("version", Value.Of(2))).With("type", Value.Of("Part")), Draw.Line("new")));
        Migrate(run, v1, v2, MigrationVerdict.Mappable);
        run.CompleteTask("Ask", "Yes", Note);
        Assert.Equal(["inside", "new"], run.Lines);
        Verify(run);
    }

    [Fact]
    public void a_value_that_cannot_be_converted_stands_in_the_way()
    {
        var v1 = Draw.Definition(Draw.Sequence("steps", Ask("ask")), members: ("variables", Draw.Variables(("a", "String", "many"))));
        var run = Draw.Run(v1);
        Assert.Equal(["migration.variableType"], Codes(run, v1, Read(2, Draw.Sequence("steps", Ask("ask")), ("variables", Draw.Variables(("a", "Int32", "0"))))));
    }

    [Fact]
    public void a_child_moves_by_itself()
    {
        var child1 = Draw.Definition(Draw.Chart("inner", [Ask("ask"), Draw.Line("old")], "ask:Yes->old"), "child");
        var child2 = Read(2, Draw.Chart("inner", [Ask("ask"), Draw.Line("new")], "ask:Yes->new"), "child");
        var parent = Draw.Definition(Draw.Sequence("steps", Draw.Activity("ExecuteWorkflow", "call", ("workflowDefinitionId", Draw.Text("child"))), Draw.Line("after")), "parent");
        var run = Draw.Run(parent, null, child1);
        var before = run.State!.Bookmarks;
        Migrate(run, child1, child2, MigrationVerdict.Mappable);
        Assert.Equal((parent.Hash, child2.Hash), (run.State!.Root!.DefinitionHash, run.State.Instances[1].DefinitionHash));
        Assert.Equal(before, run.State.Bookmarks);
        run.CompleteTask("Ask", "Yes", Note);
        Assert.Equal(["new", "after"], run.Lines);
        Verify(run);
    }

    [Fact]
    public void in_token_mode_tokens_go_with_their_connections()
    {
        var engine = new WorkflowEngine(Draw.Catalog, mode: FlowchartMode.Token);
        Value[] activities = [Draw.Activity("FlowFork", "fork", ("branches", Draw.Wrapped("Object", Value.Of("[\"A\",\"B\"]")))), Ask("a"), Ask("b"), Draw.Activity("FlowJoin", "join", ("mode", Draw.Text("WaitAll"))), Draw.Line("end")];
        var v1 = Draw.Definition(Draw.Chart("chart", activities, "fork:A->a", "fork:B->b", "a:Yes->join", "b:Yes->join", "join->end"));
        var run = Draw.Run(v1, engine);
        run.CompleteTask("Ask", "Yes", Note);
        var v2 = Version(2, [.. activities, Draw.Line("afterB")], ["fork:A->a", "fork:B->b", "a:Yes->join", "b:Yes->afterB", "afterB->join", "join->end"]);
        run.Definitions = Draw.Set(v1, v2);
        Assert.IsType<Decided>(run.Deliver(Input(v1, v2)));
        run.CompleteTask("Ask", "Yes", Note);
        Assert.Equal(["afterB", "end"], run.Lines);
        Assert.True(run.State!.IsClosed);
        Assert.Empty(Replayer.Verify(run.Entries, engine, run.Definitions.ByHash, _ => EmptyPolicy.Instance));
    }

    [Fact]
    public void a_state_machine_stays_in_its_state()
    {
        var v1 = Draw.Definition(Machine("open", "closed"));
        var run = Draw.Run(v1);
        Assert.Equal(["migration.placeGone"], Codes(run, v1, Read(2, Machine("begun", "closed"))));
        Assert.Equal(["migration.placeMoved"], Codes(run, v1, Read(3, Machine("open", "archived"))));
        Migrate(run, v1, Read(4, Machine("open", "closed", Draw.Line("bye"))), MigrationVerdict.Mappable);
        run.CompleteTask("Ask", "Yes", Note);
        Assert.Equal(["bye"], run.Lines);
        Verify(run);

        static Value Machine(string first, string last, Value? exit = null) => Draw.Activity("StateMachine", "machine",
            ("initialState", Value.Of(first)),
            ("states", Value.Of([exit is null ? Value.Object(("name", Value.Of(first))) : Value.Object(("name", Value.Of(first)), ("exit", exit)), Value.Object(("name", Value.Of(last)))])),
            ("transitions", Value.Of([Value.Object(("from", Value.Of(first)), ("to", Value.Of(last)), ("trigger", Ask("ask")))])));
    }

    [Fact]
    public void wrong_orders_are_refused_with_the_field()
    {
        var (run, v1) = Run([Ask("ask")], []);
        var v2 = Version(2, [Ask("ask")], []);
        run.Definitions = Draw.Set(v1, v2, Draw.Definition(Ask("ask"), "stranger"));
        Assert.Equal("definition.unknown", Refusal(new MigrateCase(v1.Hash, "nothing", Value.EmptyObject, Value.EmptyObject)).Code);
        Assert.Equal("migration.nothingToMove", Refusal(new MigrateCase(v2.Hash, v1.Hash, Value.EmptyObject, Value.EmptyObject)).Code);
        Assert.Equal("migration.nothingToMove", Refusal(new MigrateCase(v1.Hash, v1.Hash, Value.EmptyObject, Value.EmptyObject)).Code);
        Assert.Equal("migration.otherDefinition", Refusal(new MigrateCase(v1.Hash, Draw.Definition(Ask("ask"), "stranger").Hash, Value.EmptyObject, Value.EmptyObject)).Code);
        Assert.Equal("activities.nobody", Refusal(new MigrateCase(v1.Hash, v2.Hash, Value.Object(("nobody", Value.Of("ask"))), Value.EmptyObject)).Field);
        Assert.Equal("activities.ask", Refusal(new MigrateCase(v1.Hash, v2.Hash, Value.Object(("ask", Value.Of(1))), Value.EmptyObject)).Field);
        Assert.Equal("variables", Refusal(new MigrateCase(v1.Hash, v2.Hash, Value.EmptyObject, Value.Of("x"))).Field);

        Rejection Refusal(MigrateCase input) => Assert.IsType<Refused>(run.Deliver(input)).Rejection;
    }

    [Fact]
    public void the_trace_shows_both_versions()
    {
        var (run, v1) = Run([Ask("ask"), Draw.Line("old")], ["ask:Yes->old"]);
        var v2 = Version(2, [Ask("ask"), Draw.Line("new")], ["ask:Yes->new"]);
        Migrate(run, v1, v2, MigrationVerdict.Mappable);
        run.CompleteTask("Ask", "Yes", Note);
        var trace = Trace.Of(run.Entries, run.Definitions.ByHash);
        Assert.Equal([(v2.Hash, "ask", "new")], trace.Edges.Select(edge => (edge.DefinitionHash, edge.Source, edge.Target)));
        Assert.Contains(trace.Nodes, node => node.DefinitionHash == v2.Hash && node is { ActivityId: "ask", Completed: 1 });
        Assert.DoesNotContain(trace.Nodes, node => node.IsActive);
    }

    private static Value Ask(string id) => Draw.Activity("Test.Ask", id);

    private static (VirtualRun Run, WorkflowDefinition Definition) Run(Value[] activities, string[] connections)
    {
        var definition = Draw.Definition(Draw.Chart("chart", activities, connections));
        return (Draw.Run(definition), definition);
    }

    private static WorkflowDefinition Version(int version, Value[] activities, string[] connections) => Read(version, Draw.Chart("chart", activities, connections));

    private static WorkflowDefinition Read(int version, Value root, params (string Name, Value Value)[] members) => Read(version, root, "flow", members);

    private static WorkflowDefinition Read(int version, Value root, string id, params (string Name, Value Value)[] members) =>
        Draw.Definition(root, id, [.. members, ("version", Value.Of(version)), ("id", Value.Of($"{id}-v{Draw.At(version)}"))]);

    private static MigrateCase Input(WorkflowDefinition from, WorkflowDefinition to, Value? activities = null, Value? variables = null) =>
        new(from.Hash, to.Hash, activities ?? Value.EmptyObject, variables ?? Value.EmptyObject);

    private static MigrationPlan Plan(VirtualRun run, WorkflowDefinition from, WorkflowDefinition to) =>
        new WorkflowEngine(Draw.Catalog).PlanMigration(Draw.Set(from, to), run.State!, Input(from, to));

    private static IEnumerable<string> Codes(VirtualRun run, WorkflowDefinition from, WorkflowDefinition to)
    {
        var plan = Plan(run, from, to);
        Assert.Equal(MigrationVerdict.Blocked, plan.Verdict);
        return plan.Instances.SelectMany(instance => instance.Blocks).Select(block => block.Code);
    }

    private static Decision Migrate(VirtualRun run, WorkflowDefinition from, WorkflowDefinition to, MigrationVerdict expected, Value? activities = null, Value? variables = null)
    {
        foreach (var definition in new[] { from, to }) run.Definitions = run.Definitions.With(new(definition, Instant.MinValue));
        var input = Input(from, to, activities, variables);
        Assert.Equal(expected, new WorkflowEngine(Draw.Catalog).PlanMigration(run.Definitions, run.State!, input).Verdict);
        var before = run.State!;
        var decision = Assert.IsType<Decided>(run.Deliver(input)).Decision;
        Assert.Equal(before.Bookmarks, decision.State.Bookmarks);
        Assert.DoesNotContain(decision.Events, happened => happened is ActivityStarted or ActivityCompleted);
        return decision;
    }

    private static void Verify(VirtualRun run)
    {
        Assert.Equal(CaseStateSerializer.Hash(run.State!), CaseStateSerializer.Hash(Replayer.Rebuild(run.Entries.Select(entry => JournalEntry.Parse(entry.ToBytes())))));
        Assert.Empty(Replayer.Verify(run.Entries, new WorkflowEngine(Draw.Catalog), run.Definitions.ByHash, _ => EmptyPolicy.Instance));
    }
}
