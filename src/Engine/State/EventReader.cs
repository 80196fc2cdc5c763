using System.Collections.Frozen;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Engine.State;

/// <summary>Reads events back by name and version. A released entry stays; a changed event adds one.</summary>
internal static class EventReader
{
    private static readonly FrozenDictionary<string, Func<Value, Event>> Version1 = new Dictionary<string, Func<Value, Event>>
    {
        [nameof(CaseStarted)] = CaseStarted.Read,
        [nameof(StepBegun)] = StepBegun.Read,
        [nameof(CaseStatusChanged)] = CaseStatusChanged.Read,
        [nameof(FactsChanged)] = FactsChanged.Read,
        [nameof(CaseCorrelated)] = CaseCorrelated.Read,
        [nameof(CaseNamed)] = CaseNamed.Read,
        [nameof(WorkflowCorrelated)] = WorkflowCorrelated.Read,
        [nameof(WorkflowNamed)] = WorkflowNamed.Read,
        [nameof(WorkflowStarted)] = WorkflowStarted.Read,
        [nameof(WorkflowStatusChanged)] = WorkflowStatusChanged.Read,
        [nameof(WorkflowDetached)] = WorkflowDetached.Read,
        [nameof(WorkflowOutputSet)] = WorkflowOutputSet.Read,
        [nameof(VariableChanged)] = VariableChanged.Read,
        [nameof(ActivityScheduled)] = ActivityScheduled.Read,
        [nameof(ActivityStarted)] = ActivityStarted.Read,
        [nameof(ActivityCompleted)] = ActivityCompleted.Read,
        [nameof(ActivityCancelled)] = ActivityCancelled.Read,
        [nameof(IncidentRaised)] = IncidentRaised.Read,
        [nameof(IncidentResolved)] = IncidentResolved.Read,
        [nameof(PropertyChanged)] = PropertyChanged.Read,
        [nameof(ActivityOutputSet)] = ActivityOutputSet.Read,
        [nameof(ConnectionsDecided)] = ConnectionsDecided.Read,
        [nameof(ConnectionsFollowed)] = ConnectionsFollowed.Read,
        [nameof(TokensMoved)] = TokensMoved.Read,
        [nameof(TaskOpened)] = TaskOpened.Read,
        [nameof(TaskAssigned)] = TaskAssigned.Read,
        [nameof(TaskChanged)] = TaskChanged.Read,
        [nameof(TaskCompleted)] = TaskCompleted.Read,
        [nameof(TaskWithdrawn)] = TaskWithdrawn.Read,
        [nameof(TimerSet)] = TimerSet.Read,
        [nameof(TimerFired)] = TimerFired.Read,
        [nameof(TimerCleared)] = TimerCleared.Read,
        [nameof(WaitBegun)] = WaitBegun.Read,
        [nameof(WaitResumed)] = WaitResumed.Read,
        [nameof(WaitEnded)] = WaitEnded.Read,
        [nameof(EffectRequested)] = EffectRequested.Read,
        [nameof(InstanceMigrated)] = InstanceMigrated.Read,
        [nameof(VariablesMigrated)] = VariablesMigrated.Read,
        [nameof(FlowchartMigrated)] = FlowchartMigrated.Read,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The names that can be read.</summary>
    public static IEnumerable<string> Names => Version1.Keys;

    public static Event Read(Value value)
    {
        var (type, version) = (value.Text("type"), value.Number("version"));
        return version == 1 && Version1.TryGetValue(type, out var read)
            ? read(value)
            : throw new FormatException($"Expected an event that this program knows, but found '{type}' version {version}: the journal was written by a newer program.");
    }
}
