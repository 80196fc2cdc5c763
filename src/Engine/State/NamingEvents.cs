using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.State;

/// <summary>A child workflow got another correlation id. The root's is the case's: <see cref="CaseCorrelated"/>.</summary>
/// <param name="WorkflowInstanceId">The instance.</param>
/// <param name="CorrelationId">The id, or null.</param>
public sealed record WorkflowCorrelated(string WorkflowInstanceId, string? CorrelationId) : Event
{
    internal override void Write(MemberList members)
    {
        members.Add("workflowInstanceId", WorkflowInstanceId);
        members.Add("correlationId", CorrelationId);
    }

    internal static WorkflowCorrelated Read(Value value) => new(value.Text("workflowInstanceId"), value.OptionalText("correlationId"));

    internal override void ApplyTo(CaseBuilder state)
    {
        var at = state.IndexOfInstance(WorkflowInstanceId);
        state.Replace(at, state.Instances[at] with { CorrelationId = CorrelationId });
    }
}

/// <summary>A child workflow got a name. The root's is the case's: <see cref="CaseNamed"/>.</summary>
/// <param name="WorkflowInstanceId">The instance.</param>
/// <param name="Name">The name, or null.</param>
public sealed record WorkflowNamed(string WorkflowInstanceId, string? Name) : Event
{
    internal override void Write(MemberList members)
    {
        members.Add("workflowInstanceId", WorkflowInstanceId);
        members.Add("name", Name);
    }

    internal static WorkflowNamed Read(Value value) => new(value.Text("workflowInstanceId"), value.OptionalText("name"));

    internal override void ApplyTo(CaseBuilder state)
    {
        var at = state.IndexOfInstance(WorkflowInstanceId);
        state.Replace(at, state.Instances[at] with { Name = Name });
    }
}
