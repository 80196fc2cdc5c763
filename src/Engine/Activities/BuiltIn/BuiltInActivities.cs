using JieSuJiBan.Engine.Execution;

namespace JieSuJiBan.Engine.Activities.BuiltIn;

/// <summary>Elsa's own activity types.</summary>
public static class BuiltInActivities
{
    /// <summary>All of them: what an <see cref="Activities.ActivityRegistry"/> begins with.</summary>
    public static IReadOnlyList<Activity> All { get; } =
    [
        new FlowchartActivity(),
        new SequenceActivity(),
        new IfActivity(),
        new FlowDecisionActivity(),
        new FlowSwitchActivity(),
        new FlowForkActivity(),
        new FlowJoinActivity(),
        new FlowNodeActivity(),
        new BreakActivity(),
        new SetVariableActivity(),
        new SetOutputActivity(),
        new EventActivity(),
        new DelayActivity(),
        new StartActivity(),
        new EndActivity(),
        new FinishActivity(),
        new CompleteActivity(),
        new FaultActivity(),
        new WriteLineActivity(),
        new RunTaskActivity(),
        new RunJavaScriptActivity(),
        new StateMachineActivity(),
        new ParallelActivity(),
        new ForkActivity(),
        new SwitchActivity(),
        new WhileActivity(),
        new ForActivity(),
        new ForEachActivity(),
        new ParallelForEachActivity(),
        new SetNameActivity(),
        new CorrelateActivity(),
        new TimerActivity(),
        new StartAtActivity(),
        new CronActivity(),
        new PublishEventActivity(),
        new ExecuteWorkflowActivity(),
        new DispatchWorkflowActivity(),
        new BulkDispatchWorkflowsActivity(),
        new SendHttpRequestActivity("SendHttpRequest"),
        new SendHttpRequestActivity("FlowSendHttpRequest"),
    ];
}
