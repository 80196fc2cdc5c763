using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Engine.State;

/// <summary>A case came into being.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="At">When (UTC).</param>
/// <param name="CorrelationId">Elsa's correlation id, or null.</param>
public sealed record CaseStarted(CaseId CaseId, Instant At, string? CorrelationId) : Event
{
    internal override void Write(MemberList members)
    {
        members.Add("caseId", CaseId.Value);
        members.Add("at", At);
        members.Add("correlationId", CorrelationId);
    }

    internal static CaseStarted Read(Value value) =>
        new(new(Guid.Parse(value.Text("caseId"))), value.Moment("at"), value.OptionalText("correlationId"));

    internal override void ApplyTo(CaseBuilder state)
    {
        state.CaseId = CaseId;
        state.Sequence = 1;
        state.StartedAt = state.UpdatedAt = At;
        state.CorrelationId = CorrelationId;
        state.SubStatus = WorkflowSubStatus.Executing;
    }
}

/// <summary>A further step was taken.</summary>
/// <param name="Sequence">Its number.</param>
/// <param name="At">When (UTC).</param>
public sealed record StepBegun(long Sequence, Instant At) : Event
{
    internal override void Write(MemberList members)
    {
        members.Add("sequence", Sequence);
        members.Add("at", At);
    }

    internal static StepBegun Read(Value value) => new(value.Number("sequence"), value.Moment("at"));

    internal override void ApplyTo(CaseBuilder state)
    {
        state.Sequence = Sequence;
        state.UpdatedAt = At;
    }
}

/// <summary>The case waits, goes on or is over.</summary>
/// <param name="Status">Status of the case.</param>
/// <param name="SubStatus">Sub-status of the case.</param>
public sealed record CaseStatusChanged(WorkflowStatus Status, WorkflowSubStatus SubStatus) : Event
{
    internal override void Write(MemberList members)
    {
        members.Add("status", Status.ToString());
        members.Add("subStatus", SubStatus.ToString());
    }

    internal static CaseStatusChanged Read(Value value) =>
        new(value.Choice<WorkflowStatus>("status"), value.Choice<WorkflowSubStatus>("subStatus"));

    internal override void ApplyTo(CaseBuilder state)
    {
        state.Status = Status;
        state.SubStatus = SubStatus;
    }
}

/// <summary>A domain event: what people read in the ticket's history.</summary>
/// <param name="Kind">Past tense, e.g. <c>TicketDispatched</c>.</param>
/// <param name="Set">Merged into the facts (RFC 7396).</param>
public sealed record FactsChanged(string Kind, Value Set) : Event
{
    internal override void Write(MemberList members)
    {
        members.Add("kind", Kind);
        members.Add("set", Set);
    }

    internal static FactsChanged Read(Value value) => new(value.Text("kind"), value["set"]);

    internal override void ApplyTo(CaseBuilder state) => state.Facts = state.Facts.Merge(Set);
}

/// <summary>The case got another correlation id.</summary>
/// <param name="CorrelationId">The id, or null.</param>
public sealed record CaseCorrelated(string? CorrelationId) : Event
{
    internal override void Write(MemberList members) => members.Add("correlationId", CorrelationId);

    internal static CaseCorrelated Read(Value value) => new(value.OptionalText("correlationId"));

    internal override void ApplyTo(CaseBuilder state) => state.CorrelationId = CorrelationId;
}

/// <summary>The case got a name.</summary>
/// <param name="Name">The name, or null.</param>
public sealed record CaseNamed(string? Name) : Event
{
    internal override void Write(MemberList members) => members.Add("name", Name);

    internal static CaseNamed Read(Value value) => new(value.OptionalText("name"));

    internal override void ApplyTo(CaseBuilder state) => state.Name = Name;
}

/// <summary>A workflow instance began.</summary>
/// <param name="Instance">The instance as it began.</param>
public sealed record WorkflowStarted(WorkflowInstance Instance) : Event
{
    internal override void Write(MemberList members)
    {
        members.Add("id", Instance.Id);
        members.Add("definitionHash", Instance.DefinitionHash);
        members.Add("definitionId", Instance.DefinitionId);
        members.Add("definitionVersion", Instance.Version);
        members.Add("parentId", Instance.ParentId);
        members.Add("parentActivityId", Instance.ParentActivityId);
        members.Add("isComposite", Instance.IsComposite);
        members.AddUnlessEmpty("input", Instance.Input);
        members.Add("correlationId", Instance.CorrelationId);
    }

    internal static WorkflowStarted Read(Value value) => new(new WorkflowInstance(
        value.Text("id"),
        value.Text("definitionHash"),
        value.Text("definitionId"),
        (int)value.Number("definitionVersion"),
        value.OptionalText("parentId"),
        value.OptionalText("parentActivityId"),
        value.Flag("isComposite"),
        value.ObjectOrEmpty("input"))
    {
        CorrelationId = value.OptionalText("correlationId"),
        SubStatus = WorkflowSubStatus.Executing,
    });

    internal override void ApplyTo(CaseBuilder state) => state.Add(Instance);
}

/// <summary>A workflow instance changed its status. A child that finished or was cancelled leaves the state.</summary>
/// <param name="WorkflowInstanceId">The instance.</param>
/// <param name="Status">New status.</param>
/// <param name="SubStatus">New sub-status.</param>
public sealed record WorkflowStatusChanged(string WorkflowInstanceId, WorkflowStatus Status, WorkflowSubStatus SubStatus) : Event
{
    internal override void Write(MemberList members)
    {
        members.Add("workflowInstanceId", WorkflowInstanceId);
        members.Add("status", Status.ToString());
        members.Add("subStatus", SubStatus.ToString());
    }

    internal static WorkflowStatusChanged Read(Value value) =>
        new(value.Text("workflowInstanceId"), value.Choice<WorkflowStatus>("status"), value.Choice<WorkflowSubStatus>("subStatus"));

    internal override void ApplyTo(CaseBuilder state)
    {
        var at = state.IndexOfInstance(WorkflowInstanceId);
        if (at > 0 && SubStatus is WorkflowSubStatus.Finished or WorkflowSubStatus.Cancelled && Status == WorkflowStatus.Finished && state.Instances[at].ParentId is not null)
        {
            state.RemoveInstance(at);
        }
        else
        {
            state.Replace(at, state.Instances[at] with { Status = Status, SubStatus = SubStatus });
        }
    }
}

/// <summary>A workflow instance goes on without the activity that started it.</summary>
/// <param name="WorkflowInstanceId">The instance.</param>
public sealed record WorkflowDetached(string WorkflowInstanceId) : Event
{
    internal override void Write(MemberList members) => members.Add("workflowInstanceId", WorkflowInstanceId);

    internal static WorkflowDetached Read(Value value) => new(value.Text("workflowInstanceId"));

    internal override void ApplyTo(CaseBuilder state)
    {
        var at = state.IndexOfInstance(WorkflowInstanceId);
        state.Replace(at, state.Instances[at] with { ParentActivityId = null });
    }
}

/// <summary>A workflow put something out.</summary>
/// <param name="WorkflowInstanceId">The instance.</param>
/// <param name="Name">Name of the output.</param>
/// <param name="Value">Its value.</param>
public sealed record WorkflowOutputSet(string WorkflowInstanceId, string Name, Value Value) : Event
{
    internal override void Write(MemberList members)
    {
        members.Add("workflowInstanceId", WorkflowInstanceId);
        members.Add("name", Name);
        members.Add("value", Value);
    }

    internal static WorkflowOutputSet Read(Value value) => new(value.Text("workflowInstanceId"), value.Text("name"), value["value"]);

    internal override void ApplyTo(CaseBuilder state)
    {
        var at = state.IndexOfInstance(WorkflowInstanceId);
        var instance = state.Instances[at];
        state.Replace(at, instance with { Output = instance.Output.With(Name, Value) });
    }
}

/// <summary>A variable of a workflow or of a container got a value.</summary>
/// <param name="ScopeId">The workflow instance, or the container's activity instance, that holds the variable.</param>
/// <param name="VariableId">The variable's id.</param>
/// <param name="Value">Its value.</param>
public sealed record VariableChanged(string ScopeId, string VariableId, Value Value) : Event
{
    internal override void Write(MemberList members)
    {
        members.Add("scopeId", ScopeId);
        members.Add("variableId", VariableId);
        members.Add("value", Value);
    }

    internal static VariableChanged Read(Value value) => new(value.Text("scopeId"), value.Text("variableId"), value["value"]);

    internal override void ApplyTo(CaseBuilder state)
    {
        if (state.FindActivity(ScopeId) is not null)
        {
            var container = state.Own(ScopeId);
            container.Variables = container.Variables.With(VariableId, Value);
            return;
        }

        var at = state.IndexOfInstance(ScopeId);
        var instance = state.Instances[at];
        state.Replace(at, instance with { Variables = instance.Variables.With(VariableId, Value) });
    }
}
