using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.State;

/// <summary>An activity of a definition and what it is in another version.</summary>
/// <param name="From">Its id in the version left.</param>
/// <param name="To">Its id in the version to go on with.</param>
/// <param name="Type">Its type there.</param>
public sealed record ActivityMove(string From, string To, string Type);

/// <summary>
/// A workflow instance goes on with another version of its definition. Its activities keep their instance ids and their
/// waits; only what they are called in the definition may change.
/// </summary>
/// <param name="WorkflowInstanceId">The instance.</param>
/// <param name="FromHash">The definition version that it ran until now.</param>
/// <param name="DefinitionHash">The definition version that it runs from now on.</param>
/// <param name="DefinitionVersion">Version number of it.</param>
/// <param name="Moves">Activities that have another id or type there; all others keep theirs.</param>
public sealed record InstanceMigrated(string WorkflowInstanceId, string FromHash, string DefinitionHash, int DefinitionVersion, IReadOnlyList<ActivityMove> Moves) : Event
{
    internal override void Write(MemberList members)
    {
        members.Add("workflowInstanceId", WorkflowInstanceId);
        members.Add("fromHash", FromHash);
        members.Add("definitionHash", DefinitionHash);
        members.Add("definitionVersion", DefinitionVersion);
        members.AddUnlessEmpty("moves", Value.Of(Moves.Select(move => Value.Of([move.From, move.To, move.Type]))));
    }

    internal static InstanceMigrated Read(Value value) => new(
        value.Text("workflowInstanceId"), value.Text("fromHash"), value.Text("definitionHash"), (int)value.Number("definitionVersion"),
        [.. value["moves"].Items.Select(move => new ActivityMove(TextAt(move, 0), TextAt(move, 1), TextAt(move, 2)))]);

    internal override void ApplyTo(CaseBuilder state)
    {
        var at = state.IndexOfInstance(WorkflowInstanceId);
        var instance = state.Instances[at];
        state.Replace(at, instance with
        {
            DefinitionHash = DefinitionHash,
            Version = DefinitionVersion,
            ActivityOutputs = Moves.Count == 0 ? instance.ActivityOutputs : Renamed(instance.ActivityOutputs),
        });
        if (Moves.Count == 0) return;
        for (var i = 0; i < state.Activities.Slots; i++)
        {
            if (state.Activities.At(i) is not { } activity) continue;
            if (activity.WorkflowInstanceId == WorkflowInstanceId && MoveOf(activity.ActivityId) is { } move) state.Activities[i] = activity.As(move.To, move.Type, state);
        }

        for (var i = 0; i < state.Incidents.Count; i++)
        {
            var incident = state.Incidents[i];
            if (incident.WorkflowInstanceId == WorkflowInstanceId && MoveOf(incident.ActivityId) is { } move) state.Incidents[i] = incident with { ActivityId = move.To, ActivityType = move.Type };
        }
    }

    /// <inheritdoc/>
    public bool Equals(InstanceMigrated? other) =>
        other is not null && WorkflowInstanceId == other.WorkflowInstanceId && FromHash == other.FromHash && DefinitionHash == other.DefinitionHash
        && DefinitionVersion == other.DefinitionVersion && Moves.SequenceEqual(other.Moves);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(WorkflowInstanceId, DefinitionHash, Moves.Count);

    private static string TextAt(Value move, int position) => move[position].AsString() ?? throw new FormatException("Expected three texts in each of 'moves'.");

    private ActivityMove? MoveOf(string activityId)
    {
        foreach (var move in Moves)
        {
            if (move.From == activityId) return move;
        }

        return null;
    }

    /// <summary>Outputs under their new ids. What another activity left under such an id goes: the id means something else now.</summary>
    private Value Renamed(Value outputs) => Value.Object(outputs.MembersByName
        .Where(output => MoveOf(output.Key) is not null || !Moves.Any(move => move.To == output.Key))
        .Select(output => KeyValuePair.Create(MoveOf(output.Key)?.To ?? output.Key, output.Value)));
}

/// <summary>The variables of a workflow or container as the version to go on with declares them.</summary>
/// <param name="ScopeId">The workflow instance, or the container's activity instance.</param>
/// <param name="Variables">All that are set, by variable id; an unset one has its default.</param>
public sealed record VariablesMigrated(string ScopeId, Value Variables) : Event
{
    internal override void Write(MemberList members)
    {
        members.Add("scopeId", ScopeId);
        members.AddUnlessEmpty("variables", Variables);
    }

    internal static VariablesMigrated Read(Value value) => new(value.Text("scopeId"), value.ObjectOrEmpty("variables"));

    internal override void ApplyTo(CaseBuilder state)
    {
        if (state.FindActivity(ScopeId) is not null)
        {
            state.Own(ScopeId).Variables = Variables;
            return;
        }

        var at = state.IndexOfInstance(ScopeId);
        state.Replace(at, state.Instances[at] with { Variables = Variables });
    }
}

/// <summary>Where a flowchart stands, by the positions of the version to go on with.</summary>
/// <param name="FlowchartId">Activity instance of the flowchart.</param>
/// <param name="Visits">In counter mode: how often each of its children was passed, by position.</param>
/// <param name="Connections">How often each connection was decided, by position.</param>
/// <param name="Followed">Positions of the connections that were followed last time.</param>
/// <param name="Tokens">In token mode: all tokens that are under way.</param>
public sealed record FlowchartMigrated(string FlowchartId, IReadOnlyList<int> Visits, IReadOnlyList<int> Connections, IReadOnlyList<int> Followed, IReadOnlyList<FlowToken> Tokens) : Event
{
    internal override void Write(MemberList members)
    {
        members.Add("flowchartId", FlowchartId);
        members.Add("visits", Visits.ToArray());
        members.Add("connections", Connections.ToArray());
        members.Add("followed", Followed.ToArray());
        members.AddUnlessEmpty("tokens", Tokens, TokenFormat.Write);
    }

    internal static FlowchartMigrated Read(Value value) => new(
        value.Text("flowchartId"), value.Numbers("visits"), value.Numbers("connections"), value.Numbers("followed"), TokenFormat.Read(value["tokens"]));

    internal override void ApplyTo(CaseBuilder state)
    {
        var flowchart = state.Own(FlowchartId);
        flowchart.Tokens = Tokens;
        if (Visits.Count + Connections.Count == 0)
        {
            flowchart.Counters = null;
            return;
        }

        var followed = new bool[Connections.Count];
        foreach (var connection in Followed) followed[connection] = true;
        flowchart.Counters = new FlowCounters([.. Visits], [.. Connections], followed);
    }

    /// <inheritdoc/>
    public bool Equals(FlowchartMigrated? other) =>
        other is not null && FlowchartId == other.FlowchartId && Visits.SequenceEqual(other.Visits) && Connections.SequenceEqual(other.Connections)
        && Followed.SequenceEqual(other.Followed) && Tokens.SequenceEqual(other.Tokens);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(FlowchartId, Visits.Count, Connections.Count, Tokens.Count);
}
