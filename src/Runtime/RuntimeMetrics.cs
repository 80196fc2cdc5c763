using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace JieSuJiBan.Runtime;

/// <summary>
/// What the runtime counts, as OpenTelemetry instruments and, for benchmarks and probes, as plain numbers. Counts and durations only:
/// no identifier of a person, a case or a command ever becomes a tag.
/// </summary>
public sealed class RuntimeMetrics : IDisposable
{
    /// <summary>Name of the meter and of the activity source.</summary>
    public const string Name = "JieSuJiBan.Runtime";

    internal static readonly ActivitySource Source = new(Name);

    private readonly Meter meter = new(Name);
    private readonly Histogram<int> groupSize;
    private readonly Histogram<double> commitMilliseconds;
    private readonly Counter<long> activitiesExecuted;
    private readonly Counter<long> activitiesFaulted;
    private long commits, units, statements, conflicts, repeats, retries, steps, refusals, overloads, timersFired;

    public RuntimeMetrics()
    {
        groupSize = meter.CreateHistogram<int>("jsjb.commit.group_size", "{unit}", "Units written by one commit.");
        commitMilliseconds = meter.CreateHistogram<double>("jsjb.commit.duration", "ms", "Time of one group commit.");
        activitiesExecuted = meter.CreateCounter<long>("jsjb.activities.executed", "{activity}", "Activities begun, by type; a workflow used as an activity counts as composite.");
        activitiesFaulted = meter.CreateCounter<long>("jsjb.activities.faulted", "{activity}", "Activities that raised an incident, by type.");
        Observe("jsjb.commit.count", () => Commits, "Transactions that wrote units.");
        Observe("jsjb.commit.units", () => Units, "Units written.");
        Observe("jsjb.statements", () => Statements, "Statements sent by the main path: loads, claims and commits.");
        Observe("jsjb.conflicts", () => Conflicts, "Units that lost the version race and stepped again.");
        Observe("jsjb.repeats", () => Repeats, "Commands answered with their first answer.");
        Observe("jsjb.commit.retries", () => Retries, "Groups sent again after a deadlock, a command race or a lost connection.");
        Observe("jsjb.steps", () => Steps, "Steps computed.");
        Observe("jsjb.refusals", () => Refusals, "Commands refused by a rule.");
        Observe("jsjb.overloads", () => Overloads, "Commands turned away at the door.");
        Observe("jsjb.timers.fired", () => TimersFired, "Timers that took effect.");
    }

    public long Commits => Volatile.Read(ref commits);

    public long Units => Volatile.Read(ref units);

    public long Statements => Volatile.Read(ref statements);

    public long Conflicts => Volatile.Read(ref conflicts);

    public long Repeats => Volatile.Read(ref repeats);

    public long Retries => Volatile.Read(ref retries);

    public long Steps => Volatile.Read(ref steps);

    public long Refusals => Volatile.Read(ref refusals);

    public long Overloads => Volatile.Read(ref overloads);

    public long TimersFired => Volatile.Read(ref timersFired);

    public void Dispose() => meter.Dispose();

    internal void Committed(int unitCount, TimeSpan duration)
    {
        Interlocked.Increment(ref commits);
        Interlocked.Add(ref units, unitCount);
        groupSize.Record(unitCount);
        commitMilliseconds.Record(duration.TotalMilliseconds);
    }

    internal void Statement() => Interlocked.Increment(ref statements);

    internal void Conflict() => Interlocked.Increment(ref conflicts);

    internal void Repeated() => Interlocked.Increment(ref repeats);

    internal void Retried() => Interlocked.Increment(ref retries);

    internal void Stepped() => Interlocked.Increment(ref steps);

    internal void ActivityExecuted(string type) => activitiesExecuted.Add(1, new KeyValuePair<string, object?>("activity.type", type));

    internal void ActivityFaulted(string type) => activitiesFaulted.Add(1, new KeyValuePair<string, object?>("activity.type", type));

    internal void Refused() => Interlocked.Increment(ref refusals);

    internal void Overloaded() => Interlocked.Increment(ref overloads);

    internal void Fired(int count) => Interlocked.Add(ref timersFired, count);

    private void Observe(string name, Func<long> read, string description) => meter.CreateObservableCounter(name, read, null, description);
}
