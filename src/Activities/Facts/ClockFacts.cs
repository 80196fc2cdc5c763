using JieSuJiBan.Activities.Clocks;
using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Facts;

/// <summary>The clocks of a ticket: fact <c>clocks</c>, an object by name. Read-only.</summary>
/// <param name="Entries">The object.</param>
public readonly record struct ClockList(Value Entries)
{
    internal const string Name = "clocks";

    /// <summary>All clocks that anything was done to, in ordinal order of their names.</summary>
    public IEnumerable<ClockFacts> All => Entries.MembersByName.Select(member => new ClockFacts(member.Key, member.Value));

    /// <summary>One clock; empty facts where nothing was ever done to it.</summary>
    /// <param name="clock">Its name.</param>
    public ClockFacts this[string clock] => new(clock, Entries[clock]);
}

/// <summary>What the ticket keeps of a clock. Instants are UTC. Read-only.</summary>
/// <param name="Name">Name of the clock, e.g. <c>feedback</c>.</param>
/// <param name="Entries">The object.</param>
public readonly record struct ClockFacts(string Name, Value Entries)
{
    internal const string ActList = "acts";
    internal const string OverdueName = "overdueAt";
    internal const string WarnedName = "warnedAt";
    internal const string WarningsName = "warnings";

    /// <summary>What was done to it, by ordinal, as <see cref="ClockActFormat"/> writes it.</summary>
    public Value Acts => Entries[ActList];

    /// <summary>The ordinal that a further act gets.</summary>
    internal string NextAct => new FactList(Acts).Next;

    /// <summary>When its limit ends; null: it stands still for good.</summary>
    public Instant? DueAt => Entries["dueAt"].AsInstant();

    /// <summary>When its limit began.</summary>
    public Instant? StartedAt => Entries["startedAt"].AsInstant();

    /// <summary>Warned of its end when, the first time.</summary>
    public Instant? WarnedAt => Entries[WarnedName].AsInstant();

    /// <summary>How often it was warned of.</summary>
    public long Warnings => Entries[WarningsName].AsInt64() ?? 0;

    /// <summary>True while it is marked as overdue.</summary>
    public bool IsOverdue => !Entries[OverdueName].IsNull;

    /// <summary>How many rungs were climbed since.</summary>
    public int Rung => (int)(Entries["rung"].AsInt64() ?? 0);

    /// <summary>Instance of the activity that watches it; null: none does.</summary>
    public string? Runner => Entries["runner"].AsString();

    /// <summary>What changes one clock.</summary>
    internal static (string Name, Value Value) Patch(string clock, Value change) => (ClockList.Name, Value.Object((clock, change)));

    /// <summary>The clock that a patch changes, and the change; no name where a reader is given no clock.</summary>
    internal static (string Clock, Value Change) ReadPatch(Value set) => EventData.EntryOf(set[ClockList.Name]);
}

/// <summary>The limit printed on the ticket (Art. 13): fact <c>feedback</c>. Read-only.</summary>
/// <param name="Entries">The object.</param>
public readonly record struct PrintedLimitFacts(Value Entries)
{
    internal const string Name = "feedback";

    /// <summary>When the limit began (UTC).</summary>
    public Instant? StartedAt => Entries["startedAt"].AsInstant();

    /// <summary>How the deadline came about, zh-CN.</summary>
    public string? Explanation => Entries["explanation"].AsString();

    /// <summary>The same in English.</summary>
    public string? ExplanationInEnglish => Entries["explanationInEnglish"].AsString();

    /// <summary>By which rule.</summary>
    public string? Citation => Entries["citation"].AsString();

    /// <summary>What counted and what did not, where there is more than one span.</summary>
    public IEnumerable<LimitSpan> Intervals => Entries["intervals"].Items
        .Select(span => new LimitSpan(span["from"].AsInstant() ?? default, span["to"].AsInstant() ?? default, span["text"].AsString() ?? ""));

    /// <summary>The deadline as a fact: which limit, from when, counted how, by which rule.</summary>
    internal static Value Write(Deadline deadline) => Value.Object(
        ("citation", Value.Of(deadline.Limit.Basis.Citation)),
        ("dueAt", Value.Of(deadline.DueAt)),
        ("explanation", Value.Of(deadline.Chinese)),
        ("explanationInEnglish", Value.Of(deadline.English)),
        ("intervals", deadline.Explanation.Length < 2 ? Value.Null : Value.Of(deadline.Explanation.Select(Write))),
        ("limit", Value.Of(deadline.Limit.Chinese)),
        ("rowId", Value.Of(deadline.Limit.Id)),
        ("start", Value.Of(deadline.Limit.Start.ToString())),
        ("startedAt", Value.Of(deadline.StartedAt)),
        ("warnAt", Value.Of(deadline.WarnAt.Select(at => Value.Of(at)))));

    private static Value Write(DeadlineInterval interval) => Value.Object(
        ("from", Value.Of(interval.From)),
        ("reason", Value.Of(interval.Reason.ToString())),
        ("text", Value.Of(interval.Chinese)),
        ("to", Value.Of(interval.To)));
}

/// <summary>A span of a limit.</summary>
/// <param name="From">From (UTC).</param>
/// <param name="To">Until (UTC).</param>
/// <param name="Text">Whether it counts and why, zh-CN.</param>
public readonly record struct LimitSpan(Instant From, Instant To, string Text);
