using JieSuJiBan.Engine.Definitions;
using JieSuJiBan.Engine.Execution;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Engine.Tests.Flow;
using JieSuJiBan.Engine.Validation;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.Tests.Activities;

public class When_an_activity_fails
{
    private static readonly Value Continue = Value.Object(("incidentStrategyType", Value.Of("Elsa.Workflows.IncidentStrategies.ContinueWithIncidentsStrategy, Elsa.Workflows.Core")));

    private static readonly Value ForkWithFault = Draw.Chart(
        "chart",
        [
            Draw.Activity("FlowFork", "fork", ("branches", Draw.Wrapped("Object", Value.Of("[\"A\",\"B\"]")))),
            Draw.Activity("Fault", "fault", ("code", Draw.Text("E7")), ("message", Draw.Text("broken"))),
            Draw.Line("other"), Draw.Line("after"), Draw.Activity("Delay", "delay", ("timeSpan", Draw.Text("01:00:00"))),
        ],
        "fork:A->fault", "fork:B->delay", "delay->other", "fault->after");

    [Fact]
    public void the_workflow_is_faulted_and_says_where_and_why()
    {
        var run = Draw.Run(ForkWithFault);

        var incident = Assert.Single(run.State!.Incidents);
        Assert.Equal(("E7", "General/System: broken", "fault", "Elsa.Fault", run.Now), (incident.Code, incident.Message, incident.ActivityId, incident.ActivityType, incident.At));
        Assert.Equal((WorkflowStatus.Finished, WorkflowSubStatus.Faulted), (run.State.Status, run.State.SubStatus));
        Assert.False(run.State.IsClosed);
    }

    [Fact]
    public void what_was_scheduled_waits_until_the_incident_is_resolved()
    {
        var run = Draw.Run(ForkWithFault);
        Assert.Equal(ActivityStatus.Pending, Assert.Single(run.State!.Activities, activity => activity.ActivityId == "delay").Status);

        Assert.IsType<Decided>(run.Deliver(new SkipIncident(run.State.Incidents[0].Id, "Done")));

        Assert.Equal(["after"], run.Lines);
        Assert.True(run.RunUntilEnd());
        Assert.Equal(["after", "other"], run.Lines);
        Assert.Equal((WorkflowStatus.Finished, WorkflowSubStatus.Finished), (run.State.Status, run.State.SubStatus));
    }

    [Fact]
    public void a_halted_workflow_refuses_its_waits_and_sets_its_timers_again_afterwards()
    {
        var run = Draw.Run(Draw.Chart(
            "chart",
            [
                Draw.Activity("FlowFork", "fork", ("branches", Draw.Wrapped("Object", Value.Of("[\"A\",\"B\"]")))),
                Draw.Activity("Delay", "delay", ("timeSpan", Draw.Text("01:00:00"))),
                Draw.Activity("Event", "event", ("eventName", Draw.Text("go"))), Draw.Activity("Fault", "fault"),
            ],
            "fork:A->delay", "fork:B->event", "event->fault"));
        var timer = Assert.Single(run.State!.Timers);
        run.Deliver(new ReceiveSignal("go", Value.Null));
        Assert.False(run.AdvanceToNextTimer());

        run.AdvanceTo(run.Now + NodaTime.Duration.FromHours(2));
        Assert.Equal("case.faulted", Assert.IsType<Refused>(run.Deliver(new FireTimer(timer.Id))).Rejection.Code);

        var decision = Assert.IsType<Decided>(run.Deliver(new SkipIncident(run.State.Incidents[0].Id, "Done"))).Decision;
        Assert.Contains(new SetTimer(timer.Id, timer.DueAt!.Value), decision.Effects);
        Assert.IsType<Decided>(run.Deliver(new FireTimer(timer.Id)));
        Assert.True(run.State.IsClosed);
    }

    [Fact]
    public void ContinueWithIncidents_lets_the_other_branches_go_on()
    {
        var run = Draw.Run(Draw.Definition(ForkWithFault, members: [("options", Continue)]));

        Assert.Equal((WorkflowStatus.Running, WorkflowSubStatus.Suspended), (run.State!.Status, run.State.SubStatus));
        Assert.True(run.AdvanceToNextTimer());
        Assert.Equal(["other"], run.Lines);
        Assert.Equal(WorkflowSubStatus.Suspended, run.State.SubStatus);

        run.Deliver(new SkipIncident(run.State.Incidents[0].Id, "Done"));
        Assert.Equal(["other", "after"], run.Lines);
        Assert.True(run.State.IsClosed);
    }

    [Fact]
    public void retrying_runs_it_again()
    {
        var run = Draw.Run(Draw.Definition(
            Draw.Sequence("s", Draw.Activity("WriteLine", "line", ("text", Draw.Script("if (getCorrelationId() !== 'corrected') throw new Error('x'); 'fine'"))), Draw.Line("after"))));
        var incident = Assert.Single(run.State!.Incidents);
        Assert.Contains("line", incident.Message, StringComparison.Ordinal);

        run.Deliver(new RetryIncident(incident.Id));
        var second = Assert.Single(run.State.Incidents);
        Assert.NotEqual(incident.Id, second.Id);
        Assert.Equal(incident.ActivityInstanceId, second.ActivityInstanceId);
        Assert.Equal("incident.unknown", Assert.IsType<Refused>(run.Deliver(new RetryIncident(incident.Id))).Rejection.Code);
    }

    [Fact]
    public void skipping_takes_only_outcomes_that_exist()
    {
        var run = Draw.Run(ForkWithFault);
        var refusal = Assert.IsType<Refused>(run.Deliver(new SkipIncident(run.State!.Incidents[0].Id, "Nowhere"))).Rejection;
        Assert.Equal((RejectionKind.Content, "outcome"), (refusal.Kind, refusal.Field));
    }

    [Fact]
    public void a_faulted_case_can_be_cancelled()
    {
        var run = Draw.Run(ForkWithFault);
        Assert.IsType<Decided>(run.Deliver(new CancelCase("hopeless")));
        Assert.Equal((WorkflowStatus.Finished, WorkflowSubStatus.Cancelled), (run.State!.Status, run.State.SubStatus));
        Assert.Empty(run.State.Activities);
        Assert.Empty(run.State.Incidents);
    }

    [Fact]
    public void a_loop_that_never_waits_is_stopped_with_an_incident()
    {
        var engine = new WorkflowEngine(Draw.Catalog, new ExecutionLimits(MaxActivitiesPerStep: 1000));
        var run = Draw.Run(Draw.Chart("chart", [Draw.Line("a"), Draw.Line("b")], "a->b", "b->a"), engine);

        Assert.Equal("step.budgetExceeded", Assert.Single(run.State!.Incidents).Code);
        Assert.Equal(999, run.Lines.Count);
        Assert.Equal(WorkflowSubStatus.Faulted, run.State.SubStatus);
        Assert.Empty(run.State.Bookmarks);
    }

    [Fact]
    public void a_loop_that_breeds_branches_is_stopped_too()
    {
        var run = Draw.Run(Draw.Chart(
            "chart",
            [Draw.Line("a"), Draw.Activity("FlowFork", "fork", ("branches", Draw.Wrapped("Object", Value.Of("[\"A\",\"B\"]")))), Draw.Line("b"), Draw.Line("c")],
            "a->fork", "fork:A->b", "fork:B->c", "b->a", "c->a"));

        Assert.Equal("step.budgetExceeded", Assert.Single(run.State!.Incidents).Code);
    }

    [Theory]
    [InlineData("HttpEndpoint", "Elsa.Event")]
    [InlineData("WriteHttpResponse", "Elsa.SetOutput")]
    [InlineData("WriteFileHttpResponse", "Elsa.SetOutput")]
    [InlineData("DownloadHttpFile", "Elsa.SendHttpRequest")]
    [InlineData("ReadLine", "Elsa.RunTask")]
    [InlineData("SendEmail", "Elsa.SendHttpRequest")]
    [InlineData("RunCSharp", "Elsa.RunJavaScript")]
    [InlineData("RunPython", "Elsa.RunJavaScript")]
    public void an_activity_refused_on_purpose_says_what_to_use(string type, string instead)
    {
        var definition = Draw.Definition(Draw.Activity(type, "x"));
        var finding = Assert.Single(DefinitionValidator.Validate(definition, Draw.Catalog, Draw.Set()));
        Assert.Equal(("activity.refusedType", Severity.Error, "x"), (finding.Code, finding.Severity, finding.ActivityId));
        Assert.Contains(instead, finding.English, StringComparison.Ordinal);
        Assert.Contains(instead, finding.Chinese, StringComparison.Ordinal);

        var incident = Assert.Single(Draw.Run(definition).State!.Incidents);
        Assert.Equal("activity.refusedType", incident.Code);
        Assert.Contains(instead, incident.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void an_unknown_activity_is_an_incident_that_names_it()
    {
        var run = Draw.Run(Draw.Sequence("s", Draw.Activity("Acme.Unknown", "x")));
        var incident = Assert.Single(run.State!.Incidents);
        Assert.Equal("activity.unknownType", incident.Code);
        Assert.Contains("Acme.Unknown", incident.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void input_values_in_the_incident_are_masked()
    {
        var run = Draw.Run(ForkWithFault);
        var raised = Assert.Single(run.Entries[0].Events.OfType<IncidentRaised>());
        Assert.Equal("text(6)", raised.Inputs["Message"].AsString());
    }

    [Fact]
    public void an_invalid_way_back_says_which_connection_to_redraw()
    {
        // d can be reached past b, so b is no place to go back to.
        var run = Draw.Run(Draw.Chart(
            "chart",
            [Draw.Activity("FlowFork", "fork", ("branches", Draw.Wrapped("Object", Value.Of("[\"A\",\"B\"]")))), Draw.Line("b"), Draw.Line("c"), Draw.Line("d")],
            "fork:A->b", "fork:B->c", "b->d", "c->d", "d->b"));
        var incident = Assert.Single(run.State!.Incidents);
        Assert.Equal("flowchart.invalidBackwardConnection", incident.Code);
        Assert.Contains("'d'", incident.Message, StringComparison.Ordinal);
    }
}
