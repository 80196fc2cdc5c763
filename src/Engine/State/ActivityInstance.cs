using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.State;

/// <summary>
/// An activity that is alive. Immutable to readers: inside a step the builder changes only the copies it made itself,
/// which nobody else has seen.
/// </summary>
public sealed class ActivityInstance
{
    internal ActivityInstance(string id, string workflowInstanceId, string activityId, string activityType, string? parentId, bool isBackward, Value variables)
    {
        Id = id;
        WorkflowInstanceId = workflowInstanceId;
        ActivityId = activityId;
        ActivityType = activityType;
        ParentId = parentId;
        IsBackward = isBackward;
        Variables = variables;
    }

    /// <summary><c>{sequence}-{ordinal}</c>, unique in the case.</summary>
    public string Id { get; }

    /// <summary>The workflow instance it belongs to.</summary>
    public string WorkflowInstanceId { get; }

    /// <summary>Its id in the definition.</summary>
    public string ActivityId { get; }

    /// <summary>Its type.</summary>
    public string ActivityType { get; }

    /// <summary>The containing activity instance, or null for the root activity of a workflow.</summary>
    public string? ParentId { get; }

    /// <summary>True where a flowchart ran it along a backward connection.</summary>
    public bool IsBackward { get; }

    /// <summary>What it is doing.</summary>
    public ActivityStatus Status { get; internal set; }

    /// <summary>What it remembers between its resumptions.</summary>
    public Value Properties { get; internal set; } = Value.EmptyObject;

    /// <summary>Variables of this container that were set, and those a loop declares, by variable id.</summary>
    public Value Variables { get; internal set; }

    /// <summary>Visit counts, for a flowchart in counter mode.</summary>
    public FlowCounters? Counters { get; internal set; }

    /// <summary>Tokens under way, for a flowchart in token mode.</summary>
    public IReadOnlyList<FlowToken> Tokens { get; internal set; } = [];

    /// <summary>The builder that may still change this copy.</summary>
    internal object? Owner { get; set; }

    internal ActivityInstance Copy(object owner) => As(ActivityId, ActivityType, owner);

    /// <summary>The same activity instance with its tokens as they were before they belonged to runs.</summary>
    internal ActivityInstance WithoutOwnersOfTokens()
    {
        if (Tokens.All(token => token.Of is null)) return this;
        var copy = Copy(this);
        (copy.Owner, copy.Tokens) = (null, [.. Tokens.Select(token => token with { Of = null })]);
        return copy;
    }

    /// <summary>The same activity instance under the name it has in another version of its definition.</summary>
    internal ActivityInstance As(string activityId, string activityType, object owner) => new(Id, WorkflowInstanceId, activityId, activityType, ParentId, IsBackward, Variables)
    {
        Status = Status,
        Properties = Properties,
        Counters = Counters?.Copy(),
        Tokens = Tokens,
        Owner = owner,
    };
}

/// <summary>
/// How often a flowchart's activities and connections were visited, and whether a connection was followed last time:
/// what joins are decided by. Positions are those of the definition; trailing zeros are not kept.
/// </summary>
public sealed class FlowCounters
{
    private int[] visits = [];
    private int[] connections = [];
    private bool[] followed = [];

    internal FlowCounters()
    {
    }

    internal FlowCounters(int[] visits, int[] connections, bool[] followed)
    {
        this.visits = visits;
        this.connections = connections;
        this.followed = followed;
    }

    /// <summary>How often the activity at that position among the flowchart's children was passed.</summary>
    public int Visits(int child) => child < visits.Length ? visits[child] : 0;

    /// <summary>How often the connection at that position was decided.</summary>
    public int ConnectionVisits(int connection) => connection < connections.Length ? connections[connection] : 0;

    /// <summary>Whether it was followed last time.</summary>
    public bool WasFollowed(int connection) => connection < followed.Length && followed[connection];

    internal ReadOnlySpan<int> AllVisits => visits;

    internal ReadOnlySpan<int> AllConnections => connections;

    internal ReadOnlySpan<bool> AllFollowed => followed;

    internal FlowCounters Copy() => new((int[])visits.Clone(), (int[])connections.Clone(), (bool[])followed.Clone());

    /// <summary>Takes over the counts of another, reusing the room it has.</summary>
    internal void Set(FlowCounters? other)
    {
        Array.Clear(visits);
        Array.Clear(connections);
        Array.Clear(followed);
        if (other is null) return;
        if (visits.Length < other.visits.Length) visits = new int[other.visits.Length];
        if (connections.Length < other.connections.Length)
        {
            connections = new int[other.connections.Length];
            followed = new bool[other.connections.Length];
        }

        other.visits.CopyTo(visits, 0);
        other.connections.CopyTo(connections, 0);
        other.followed.CopyTo(followed, 0);
    }

    internal void CountVisit(int child)
    {
        if (child >= visits.Length) Array.Resize(ref visits, Math.Max(child + 1, 8));
        visits[child]++;
    }

    internal void CountConnection(int connection, bool isFollowed)
    {
        if (connection >= connections.Length)
        {
            Array.Resize(ref connections, Math.Max(connection + 1, 8));
            Array.Resize(ref followed, connections.Length);
        }

        connections[connection]++;
        followed[connection] = isFollowed;
    }
}

/// <summary>A token of a flowchart in token mode.</summary>
/// <param name="From">Id of the activity that emitted it.</param>
/// <param name="Outcome">The outcome it left by.</param>
/// <param name="To">Id of the activity it goes to.</param>
/// <param name="IsConsumed">Its target has completed with it.</param>
/// <param name="IsBlocked">No token yet, but one that shall not run its target when it comes: a cascade or race went on without it.</param>
/// <param name="Of">
/// The activity instance that it belongs to: of a token that has arrived the run of its target, null while it waits; of a blocked one the run
/// that may still bring it. Always null under <see cref="Semantics.First"/>.
/// </param>
public sealed record FlowToken(string From, string Outcome, string To, bool IsConsumed, bool IsBlocked, string? Of = null);
