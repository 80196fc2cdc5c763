using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Flow;
using JieSuJiBan.Engine.State;

namespace JieSuJiBan.Engine.Execution;

/// <summary>An activity that runs other activities.</summary>
internal abstract class ContainerActivity : Activity
{
    public sealed override void Execute(ActivityContext context) => Begin((RunContext)context);

    /// <summary>Schedules the first children, or completes.</summary>
    internal abstract void Begin(RunContext context);

    /// <summary>A child completed: schedules what follows, or completes.</summary>
    internal abstract void ChildCompleted(RunContext context, EndedChild child);

    /// <summary>A child was cancelled while the container goes on. Only flowcharts cancel single children.</summary>
    internal virtual void ChildCancelled(RunContext context, EndedChild child)
    {
    }
}

/// <summary>An activity that starts workflows and hears of their end.</summary>
internal interface IWorkflowOwner
{
    void WorkflowEnded(RunContext context, WorkflowInstance ended, string[] outcomes);

    /// <summary>One of them failed. It does not belong to the activity any more.</summary>
    void WorkflowFaulted(RunContext context, WorkflowInstance faulted);
}

/// <summary>A child that has ended.</summary>
/// <param name="Node">Which.</param>
/// <param name="Outcomes">By which outcomes.</param>
/// <param name="WasBackward">It ran along a backward connection.</param>
/// <param name="InstanceId">Which run of it.</param>
internal readonly record struct EndedChild(NodePlan Node, string[] Outcomes, bool WasBackward, string InstanceId);

/// <summary>Ends the running activity with an incident. Never leaves the step.</summary>
internal sealed class ActivityFaultException(string code, string message) : Exception(message)
{
    public string Code { get; } = code;
}
