using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Engine.State;

/// <summary>
/// A case state under change: events are applied to it, live and in replay alike. Copies what it changes the first time
/// it does, and never again, so a step costs what it touches.
/// </summary>
internal sealed class CaseBuilder
{
    public CaseBuilder()
    {
    }

    public CaseBuilder(CaseState from) => Reset(from);

    public CaseId CaseId { get; set; }

    public long Sequence { get; set; }

    public Instant StartedAt { get; set; }

    public Instant UpdatedAt { get; set; }

    public Value Facts { get; set; } = Value.EmptyObject;

    public WorkflowStatus Status { get; set; }

    public WorkflowSubStatus SubStatus { get; set; }

    public string? CorrelationId { get; set; }

    public string? Name { get; set; }

    /// <summary>By id; owned by the activity that waits for them, and by the instance that started them.</summary>
    public KeyedList<WorkflowInstance> Instances { get; } = new(instance => instance.Id, instance => instance.ParentActivityId, instance => instance.ParentId);

    /// <summary>By id; owned by their container, the root of a workflow by its instance.</summary>
    public KeyedList<ActivityInstance> Activities { get; } = new(activity => activity.Id, activity => activity.ParentId ?? activity.WorkflowInstanceId);

    /// <summary>By id; owned by the activity that waits.</summary>
    public KeyedList<Bookmark> Bookmarks { get; } = new(bookmark => bookmark.Id, bookmark => bookmark.ActivityInstanceId);

    public List<Incident> Incidents { get; } = [];

    /// <summary>Begins anew from a state, reusing the room of the last.</summary>
    public CaseBuilder Reset(CaseState from)
    {
        (CaseId, Sequence, StartedAt, UpdatedAt, Facts) = (from.CaseId, from.Sequence, from.StartedAt, from.UpdatedAt, from.Facts);
        (Status, SubStatus, CorrelationId, Name) = (from.Status, from.SubStatus, from.CorrelationId, from.Name);
        Instances.Reset(from.Instances);
        Activities.Reset(from.Activities);
        Bookmarks.Reset(from.Bookmarks);
        Incidents.Clear();
        if (from.Incidents.Count > 0) Incidents.AddRange(from.Incidents);
        return this;
    }

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
            Instances = Instances.ToArray(),
            Activities = Activities.ToArray(),
            Bookmarks = Bookmarks.ToArray(),
            Incidents = Incidents.Count == 0 ? [] : Incidents.ToArray(),
        };
    }

    public void Add(WorkflowInstance instance) => Instances.Add(instance);

    public void Add(ActivityInstance activity) => Activities.Add(activity);

    public int IndexOfInstance(string id) =>
        Instances.IndexOf(id) is >= 0 and var at ? at : throw new InvalidOperationException($"The case has no workflow instance {id}.");

    public WorkflowInstance? FindInstance(string id) => Instances.Find(id);

    public void Replace(int at, WorkflowInstance instance) => Instances[at] = instance;

    public void RemoveInstance(int at) => Instances.RemoveAt(at);

    public ActivityInstance? FindActivity(string id) => Activities.Find(id);

    /// <summary>The activity, as a copy that this builder may change.</summary>
    public ActivityInstance Own(string id)
    {
        var at = Activities.IndexOf(id);
        if (at < 0) throw new InvalidOperationException($"The case has no living activity instance {id}.");
        var activity = Activities[at];
        return activity.Owner == this ? activity : Activities[at] = activity.Copy(this);
    }

    public void RemoveActivity(string id)
    {
        var at = Activities.IndexOf(id);
        if (at >= 0) Activities.RemoveAt(at);
    }

    public int IndexOfBookmark(string id) => Bookmarks.IndexOf(id);

    public void RemoveBookmark(string id)
    {
        var at = IndexOfBookmark(id);
        if (at >= 0) Bookmarks.RemoveAt(at);
    }
}
