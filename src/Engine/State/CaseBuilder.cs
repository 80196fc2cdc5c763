using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Engine.State;

/// <summary>
/// A case state under change: events are applied to it, live and in replay alike. Copies what it changes the first time
/// it does, and never again, so a step costs what it touches.
/// </summary>
internal sealed class CaseBuilder(CaseState from)
{
    public CaseId CaseId { get; set; } = from.CaseId;

    public long Sequence { get; set; } = from.Sequence;

    public Instant StartedAt { get; set; } = from.StartedAt;

    public Instant UpdatedAt { get; set; } = from.UpdatedAt;

    public Value Facts { get; set; } = from.Facts;

    public WorkflowStatus Status { get; set; } = from.Status;

    public WorkflowSubStatus SubStatus { get; set; } = from.SubStatus;

    public string? CorrelationId { get; set; } = from.CorrelationId;

    public string? Name { get; set; } = from.Name;

    public List<WorkflowInstance> Instances { get; } = [.. from.Instances];

    public List<ActivityInstance> Activities { get; } = [.. from.Activities];

    public List<Bookmark> Bookmarks { get; } = [.. from.Bookmarks];

    public List<Incident> Incidents { get; } = [.. from.Incidents];

    public CaseState ToState()
    {
        // What was handed out must not change any more, even if this builder goes on.
        foreach (var activity in Activities) activity.Owner = null;
        return new()
        {
            CaseId = CaseId,
            Sequence = Sequence,
            StartedAt = StartedAt,
            UpdatedAt = UpdatedAt,
            Facts = Facts,
            Status = Status,
            SubStatus = SubStatus,
            CorrelationId = CorrelationId,
            Name = Name,
            Instances = Instances.Count == 0 ? [] : Instances.ToArray(),
            Activities = Activities.Count == 0 ? [] : Activities.ToArray(),
            Bookmarks = Bookmarks.Count == 0 ? [] : Bookmarks.ToArray(),
            Incidents = Incidents.Count == 0 ? [] : Incidents.ToArray(),
        };
    }

    public void Add(WorkflowInstance instance) => Instances.Add(instance);

    public void Add(ActivityInstance activity) => Activities.Add(activity);

    public int IndexOfInstance(string id)
    {
        for (var i = 0; i < Instances.Count; i++)
        {
            if (Instances[i].Id == id) return i;
        }

        throw new InvalidOperationException($"The case has no workflow instance {id}.");
    }

    public WorkflowInstance? FindInstance(string id)
    {
        for (var i = 0; i < Instances.Count; i++)
        {
            if (Instances[i].Id == id) return Instances[i];
        }

        return null;
    }

    public void Replace(int at, WorkflowInstance instance) => Instances[at] = instance;

    public void RemoveInstance(int at) => Instances.RemoveAt(at);

    public ActivityInstance? FindActivity(string id)
    {
        var at = IndexOfActivity(id);
        return at < 0 ? null : Activities[at];
    }

    /// <summary>The activity, as a copy that this builder may change.</summary>
    public ActivityInstance Own(string id)
    {
        var at = IndexOfActivity(id);
        if (at < 0) throw new InvalidOperationException($"The case has no living activity instance {id}.");
        var activity = Activities[at];
        return activity.Owner == this ? activity : Activities[at] = activity.Copy(this);
    }

    public void RemoveActivity(string id)
    {
        var at = IndexOfActivity(id);
        if (at >= 0) Activities.RemoveAt(at);
    }

    public int IndexOfBookmark(string id)
    {
        for (var i = 0; i < Bookmarks.Count; i++)
        {
            if (Bookmarks[i].Id == id) return i;
        }

        return -1;
    }

    public void RemoveBookmark(string id)
    {
        var at = IndexOfBookmark(id);
        if (at >= 0) Bookmarks.RemoveAt(at);
    }

    /// <summary>From the end: what runs began last.</summary>
    private int IndexOfActivity(string id)
    {
        for (var i = Activities.Count - 1; i >= 0; i--)
        {
            if (Activities[i].Id == id) return i;
        }

        return -1;
    }
}
