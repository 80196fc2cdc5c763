using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Flow;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Replay;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Tests.Flow;

/// <summary>A declared outcome without a connection ends its way, as in Elsa; one that nobody declared is a mistake of the drawing.</summary>
public class When_an_outcome_leads_nowhere
{
    private static Value Script(string script, params string[] outcomes) => Draw.Activity("RunJavaScript", "r",
        ("script", Draw.Text(script)), ("possibleOutcomes", Draw.Wrapped("Object", Value.Of(Value.Of(outcomes).ToString()))));

    [Theory]
    [InlineData("setOutcome('Other')", "Other")]
    [InlineData("setOutcomes(['A', 'Other'])", "Other")]
    [InlineData("setOutcome('a')", "a")]
    public void a_script_that_leaves_by_an_outcome_nobody_declared_is_an_incident(string script, string outcome)
    {
        foreach (var mode in (FlowchartMode[])[FlowchartMode.Counter, FlowchartMode.Token])
        {
            var run = Draw.Run(Draw.Chart("c", [Script(script, "A"), Draw.Line("a"), Draw.Line("done")], "r:A->a", "r:Done->done"), new WorkflowEngine(Draw.Catalog, mode: mode));
            Assert.Empty(run.Lines);
            var incident = Assert.Single(run.State!.Incidents);
            Assert.Equal(("outcome.undeclared", "r"), (incident.Code, incident.ActivityId));
            Assert.Contains($"“{outcome}”", incident.Message, StringComparison.Ordinal);
            Assert.IsType<Decided>(run.Deliver(new SkipIncident(incident.Id, "A")));
            Assert.Equal(["a"], run.Lines);
            Assert.True(run.State.IsClosed);
        }
    }

    [Fact]
    public void an_expression_chooses_no_outcome_and_says_so()
    {
        var script = Draw.Activity("RunJavaScript", "r", ("script", Draw.Script("setOutcome('A')")), ("possibleOutcomes", Draw.Wrapped("Object", Value.Of("[\"A\"]"))));
        var run = Draw.Run(Draw.Chart("c", [script, Draw.Line("a"), Draw.Line("done")], "r:A->a", "r:Done->done"));
        Assert.Empty(run.Lines);
        Assert.Contains("setOutcome", Assert.Single(run.State!.Incidents).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Literal", "[\"A\",\"B\"]")]
    [InlineData("JavaScript", "['A', 'B']")]
    [InlineData("JavaScript", "toJson(['A', 'B'])")]
    public void a_fork_takes_its_branches_however_they_are_written(string type, string branches)
    {
        var run = Draw.Run(Draw.Chart("c", [Draw.Activity("FlowFork", "f", ("branches", Draw.Wrapped(type, Value.Of(branches)))), Draw.Line("a"), Draw.Line("b")], "f:A->a", "f:B->b"));
        Assert.Equal(["a", "b"], run.Lines);
    }

    [Fact]
    public void a_fork_whose_branches_are_no_list_is_an_incident()
    {
        var run = Draw.Run(Draw.Chart("c", [Draw.Activity("FlowFork", "f", ("branches", Draw.Text("A,B"))), Draw.Line("a")], "f:A->a"));
        Assert.Equal("fork.noBranches", Assert.Single(run.State!.Incidents).Code);
    }

    [Theory]
    [InlineData("setOutcome('B')")]
    [InlineData("1")]
    public void a_declared_outcome_without_connection_ends_its_way(string script)
    {
        var run = Draw.Run(Draw.Chart("c", [Script(script, "A", "B"), Draw.Line("a")], "r:A->a"));
        Assert.Empty(run.Lines);
        Assert.Equal(WorkflowSubStatus.Finished, run.State!.SubStatus);
    }

    [Fact]
    public void an_outcome_that_is_drawn_is_followed_though_only_the_drawing_names_it()
    {
        var run = Draw.Run(Draw.Chart("c", [Script("setOutcome('Other')", "A"), Draw.Line("other")], "r:Other->other"));
        Assert.Equal(["other"], run.Lines);
    }

    [Fact]
    public void a_workflow_used_as_activity_must_leave_by_outcomes_that_it_declares()
    {
        var part = Draw.Definition(
            Draw.Activity("Complete", "complete", ("outcomes", Draw.Wrapped("Object", Value.Of("[\"Surprise\"]")))), "part",
            ("outcomes", Value.Of([Value.Of("Right")])), ("options", Value.Object(("usableAsActivity", Value.True))));
        var run = Draw.Run(Draw.Definition(Draw.Chart("c", [Draw.Activity("Part", "p", ("workflowDefinitionId", Value.Of("part"))).With("type", Value.Of("Part")), Draw.Line("right")], "p:Right->right")), null, part);
        Assert.Equal("p", Assert.Single(run.State!.Incidents, incident => incident.Code == "outcome.undeclared").ActivityId);
    }

    [Fact]
    public void in_a_sequence_outcomes_lead_nowhere_and_mean_nothing()
    {
        var run = Draw.Run(Draw.Sequence("s", Script("setOutcome('Other')", "A"), Draw.Line("after")));
        Assert.Equal(["after"], run.Lines);
    }

    [Fact]
    public void what_was_decided_before_is_decided_so_again()
    {
        var definition = Draw.Definition(Draw.Chart("c", [Script("setOutcome('Other')", "A"), Draw.Line("a")], "r:A->a"));
        var run = new VirtualRun(new WorkflowEngine(Draw.Catalog), Draw.Set(definition)) { Semantics = Semantics.First };
        run.Start("flow");
        Assert.Equal(WorkflowSubStatus.Finished, run.State!.SubStatus);
    }
}
