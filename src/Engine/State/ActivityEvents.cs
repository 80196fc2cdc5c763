using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.State;

/// <summary>An activity is due to run but the step ended before it could: it runs first in the step that lets it.</summary>
/// <param name="Id">Id of the activity instance.</param>
/// <param name="WorkflowInstanceId">Its workflow instance.</param>
/// <param name="ActivityId">Its id in the definition.</param>
/// <param name="ActivityType">Its type.</param>
/// <param name="ParentId">The containing activity instance, or null.</param>
/// <param name="IsBackward">Run along a backward connection.</param>
/// <param name="Variables">Variables that its container gives it, by id.</param>
public sealed record ActivityScheduled(string Id, string WorkflowInstanceId, string ActivityId, string ActivityType, string? ParentId, bool IsBackward, Value Variables) : Event
{
    internal override void Write(MemberList members)
    {
        members.Add("id", Id);
        members.Add("workflowInstanceId", WorkflowInstanceId);
        members.Add("activityId", ActivityId);
        members.Add("activityType", ActivityType);
        members.Add("parentId", ParentId);
        members.Add("isBackward", IsBackward);
        members.AddUnlessEmpty("variables", Variables);
    }

    internal static ActivityScheduled Read(Value value) => new(
        value.Text("id"), value.Text("workflowInstanceId"), value.Text("activityId"), value.Text("activityType"),
        value.OptionalText("parentId"), value.Flag("isBackward"), value.ObjectOrEmpty("variables"));

    internal override void ApplyTo(CaseBuilder state) =>
        state.Add(new ActivityInstance(Id, WorkflowInstanceId, ActivityId, ActivityType, ParentId, IsBackward, Variables) { Owner = state });
}

/// <summary>An activity began, or began again.</summary>
/// <param name="Id">Id of the activity instance.</param>
/// <param name="WorkflowInstanceId">Its workflow instance.</param>
/// <param name="ActivityId">Its id in the definition.</param>
/// <param name="ActivityType">Its type.</param>
/// <param name="ParentId">The containing activity instance, or null.</param>
/// <param name="IsBackward">Run along a backward connection.</param>
/// <param name="Variables">Variables that its container gives it, by id.</param>
public sealed record ActivityStarted(string Id, string WorkflowInstanceId, string ActivityId, string ActivityType, string? ParentId, bool IsBackward, Value Variables) : Event
{
    internal override void Write(MemberList members)
    {
        members.Add("id", Id);
        members.Add("workflowInstanceId", WorkflowInstanceId);
        members.Add("activityId", ActivityId);
        members.Add("activityType", ActivityType);
        members.Add("parentId", ParentId);
        members.Add("isBackward", IsBackward);
        members.AddUnlessEmpty("variables", Variables);
    }

    internal static ActivityStarted Read(Value value) => new(
        value.Text("id"), value.Text("workflowInstanceId"), value.Text("activityId"), value.Text("activityType"),
        value.OptionalText("parentId"), value.Flag("isBackward"), value.ObjectOrEmpty("variables"));

    internal override void ApplyTo(CaseBuilder state)
    {
        // One that began before (scheduled in an earlier step, or retried) starts afresh at the end of the list.
        state.RemoveActivity(Id);
        state.Add(new ActivityInstance(Id, WorkflowInstanceId, ActivityId, ActivityType, ParentId, IsBackward, Variables) { Status = ActivityStatus.Running, Owner = state });
    }
}

/// <summary>An activity completed.</summary>
/// <param name="Id">Id of the activity instance.</param>
/// <param name="ActivityId">Its id in the definition.</param>
/// <param name="Outcomes">The outcomes it left by.</param>
public sealed record ActivityCompleted(string Id, string ActivityId, IReadOnlyList<string> Outcomes) : Event
{
    internal override void Write(MemberList members)
    {
        members.Add("id", Id);
        members.Add("activityId", ActivityId);
        members.Add("outcomes", Outcomes);
    }

    internal static ActivityCompleted Read(Value value) => new(value.Text("id"), value.Text("activityId"), value.Texts("outcomes"));

    internal override void ApplyTo(CaseBuilder state) => state.RemoveActivity(Id);

    /// <inheritdoc/>
    public bool Equals(ActivityCompleted? other) =>
        other is not null && Id == other.Id && ActivityId == other.ActivityId && Outcomes.SequenceEqual(other.Outcomes);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Id, ActivityId, Outcomes.Count);
}

/// <summary>An activity was ended by its flow or by a person.</summary>
/// <param name="Id">Id of the activity instance.</param>
/// <param name="ActivityId">Its id in the definition.</param>
public sealed record ActivityCancelled(string Id, string ActivityId) : Event
{
    internal override void Write(MemberList members)
    {
        members.Add("id", Id);
        members.Add("activityId", ActivityId);
    }

    internal static ActivityCancelled Read(Value value) => new(value.Text("id"), value.Text("activityId"));

    internal override void ApplyTo(CaseBuilder state) => state.RemoveActivity(Id);
}

/// <summary>An activity failed.</summary>
/// <param name="Incident">What, where and when.</param>
/// <param name="Inputs">The activity's inputs that could be evaluated; texts are masked to their length.</param>
public sealed record IncidentRaised(Incident Incident, Value Inputs) : Event
{
    internal override void Write(MemberList members)
    {
        IncidentFormat.Write(members, Incident);
        members.AddUnlessEmpty("inputs", Inputs);
    }

    internal static IncidentRaised Read(Value value) => new(IncidentFormat.Read(value), value.ObjectOrEmpty("inputs"));

    internal override void ApplyTo(CaseBuilder state)
    {
        state.Own(Incident.ActivityInstanceId).Status = ActivityStatus.Faulted;
        state.Incidents.Add(Incident);
    }
}

/// <summary>A person dealt with an incident, or the flow left it behind.</summary>
/// <param name="IncidentId">The incident.</param>
/// <param name="How"><c>retried</c>, <c>skipped</c> or <c>cancelled</c>.</param>
public sealed record IncidentResolved(string IncidentId, string How) : Event
{
    internal override void Write(MemberList members)
    {
        members.Add("incidentId", IncidentId);
        members.Add("how", How);
    }

    internal static IncidentResolved Read(Value value) => new(value.Text("incidentId"), value.Text("how"));

    internal override void ApplyTo(CaseBuilder state) => state.Incidents.RemoveAll(incident => incident.Id == IncidentId);
}

/// <summary>An activity remembers something.</summary>
/// <param name="Id">Id of the activity instance.</param>
/// <param name="Name">Name of the property.</param>
/// <param name="Value">Its value; null forgets.</param>
public sealed record PropertyChanged(string Id, string Name, Value Value) : Event
{
    internal override void Write(MemberList members)
    {
        members.Add("id", Id);
        members.Add("name", Name);
        members.Add("value", Value);
    }

    internal static PropertyChanged Read(Value value) => new(value.Text("id"), value.Text("name"), value["value"]);

    internal override void ApplyTo(CaseBuilder state)
    {
        var activity = state.Own(Id);
        activity.Properties = Value.IsNull ? activity.Properties.Without(Name) : activity.Properties.With(Name, Value);
    }
}

/// <summary>An activity put something out.</summary>
/// <param name="Id">Id of the activity instance.</param>
/// <param name="ActivityId">Its id in the definition.</param>
/// <param name="WorkflowInstanceId">Its workflow instance.</param>
/// <param name="Name">Name of the output.</param>
/// <param name="Value">Its value.</param>
public sealed record ActivityOutputSet(string Id, string ActivityId, string WorkflowInstanceId, string Name, Value Value) : Event
{
    internal override void Write(MemberList members)
    {
        members.Add("id", Id);
        members.Add("activityId", ActivityId);
        members.Add("workflowInstanceId", WorkflowInstanceId);
        members.Add("name", Name);
        members.Add("value", Value);
    }

    internal static ActivityOutputSet Read(Value value) =>
        new(value.Text("id"), value.Text("activityId"), value.Text("workflowInstanceId"), value.Text("name"), value["value"]);

    internal override void ApplyTo(CaseBuilder state)
    {
        var at = state.IndexOfInstance(WorkflowInstanceId);
        var instance = state.Instances[at];
        var outputs = instance.ActivityOutputs[ActivityId];
        state.Replace(at, instance with
        {
            ActivityOutputs = instance.ActivityOutputs.With(ActivityId, (outputs.IsNull ? Value.EmptyObject : outputs).With(Name, Value)),
            LastResult = Name == "Result" ? Value : instance.LastResult,
        });
    }
}

/// <summary>A flowchart in counter mode decided where to go on.</summary>
/// <param name="FlowchartId">Activity instance of the flowchart.</param>
/// <param name="Visits">Positions among its children of the activities passed: the one that ended, and those skipped.</param>
/// <param name="Connections">
/// Positions of the connections decided, by source id, then as the definition orders them: <c>n</c> where followed,
/// <c>-1-n</c> where not.
/// </param>
public sealed record ConnectionsDecided(string FlowchartId, IReadOnlyList<int> Visits, IReadOnlyList<int> Connections) : Event
{
    internal override void Write(MemberList members)
    {
        members.Add("flowchartId", FlowchartId);
        members.Add("visits", Visits.ToArray());
        members.Add("connections", Connections.ToArray());
    }

    internal static ConnectionsDecided Read(Value value) => new(value.Text("flowchartId"), value.Numbers("visits"), value.Numbers("connections"));

    internal override void ApplyTo(CaseBuilder state)
    {
        var flowchart = state.Own(FlowchartId);
        var counters = flowchart.Counters ??= new FlowCounters();
        for (var i = 0; i < Visits.Count; i++) counters.CountVisit(Visits[i]);
        for (var i = 0; i < Connections.Count; i++)
        {
            var connection = Connections[i];
            counters.CountConnection(connection >= 0 ? connection : -1 - connection, connection >= 0);
        }
    }

    /// <inheritdoc/>
    public bool Equals(ConnectionsDecided? other) =>
        other is not null && FlowchartId == other.FlowchartId && Visits.SequenceEqual(other.Visits) && Connections.SequenceEqual(other.Connections);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(FlowchartId, Visits.Count, Connections.Count);
}

/// <summary>An activity of a flowchart in counter mode sent something off beside its work, by these connections.</summary>
/// <param name="FlowchartId">Activity instance of the flowchart.</param>
/// <param name="Connections">Positions of the connections followed.</param>
public sealed record ConnectionsFollowed(string FlowchartId, IReadOnlyList<int> Connections) : Event
{
    internal override void Write(MemberList members)
    {
        members.Add("flowchartId", FlowchartId);
        members.Add("connections", Connections.ToArray());
    }

    internal static ConnectionsFollowed Read(Value value) => new(value.Text("flowchartId"), value.Numbers("connections"));

    /// <summary>Recorded for readers; the rounds that joins count do not change.</summary>
    internal override void ApplyTo(CaseBuilder state)
    {
    }

    /// <inheritdoc/>
    public bool Equals(ConnectionsFollowed? other) =>
        other is not null && FlowchartId == other.FlowchartId && Connections.SequenceEqual(other.Connections);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(FlowchartId, Connections.Count);
}

/// <summary>A flowchart in token mode moved its tokens.</summary>
/// <param name="FlowchartId">Activity instance of the flowchart.</param>
/// <param name="ActivityId">The activity that completed.</param>
/// <param name="Followed">Positions of the connections that got a token.</param>
/// <param name="Tokens">All tokens that are under way now.</param>
public sealed record TokensMoved(string FlowchartId, string ActivityId, IReadOnlyList<int> Followed, IReadOnlyList<FlowToken> Tokens) : Event
{
    internal override void Write(MemberList members)
    {
        members.Add("flowchartId", FlowchartId);
        members.Add("activityId", ActivityId);
        members.Add("followed", Followed.ToArray());
        members.AddUnlessEmpty("tokens", Tokens, TokenFormat.Write);
    }

    internal static TokensMoved Read(Value value) =>
        new(value.Text("flowchartId"), value.Text("activityId"), value.Numbers("followed"), TokenFormat.Read(value["tokens"]));

    internal override void ApplyTo(CaseBuilder state) => state.Own(FlowchartId).Tokens = Tokens;

    /// <inheritdoc/>
    public bool Equals(TokensMoved? other) =>
        other is not null && FlowchartId == other.FlowchartId && ActivityId == other.ActivityId
        && Followed.SequenceEqual(other.Followed) && Tokens.SequenceEqual(other.Tokens);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(FlowchartId, ActivityId, Tokens.Count);
}
