using JieSuJiBan.Activities.Events;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Deadlines;

/// <summary>What an act does to a clock, as each event of an act sets it.</summary>
/// <param name="Clock">Name of the clock; empty: a reader is given none.</param>
/// <param name="Ordinal">Of the act.</param>
/// <param name="Act">The act, as <see cref="ClockActFormat"/> writes it.</param>
/// <param name="DueAt">When the limit ends now (UTC); null: it stands still for good.</param>
/// <param name="Limit">The limit, zh-CN.</param>
/// <param name="LimitId">Row of the table.</param>
/// <param name="StartedAt">When the limit began (UTC).</param>
/// <param name="State">What the clock does now.</param>
internal readonly record struct ClockChange(string Clock, string Ordinal, Value Act, Instant? DueAt, string? Limit, string? LimitId, Instant? StartedAt, string? State)
{
    private const string FeedbackDueName = "feedbackDueAt";
    private const string StoppedName = "stoppedAt";
    private const string RungName = "rung";
    private const string RecomputedName = "recomputed";

    /// <summary>Facts of the ticket that an act sets where it is about a clock of the product's own, or where all begins anew.</summary>
    public static IReadOnlyList<string> AlsoSets { get; } =
    [
        PrintedLimitFacts.Name, FeedbackDueName, DueName(LimitStep.FirstContact.ClockName), DueName(LimitStep.SignIn.ClockName), ClockFacts.OverdueName, ClockFacts.WarnedName, ClockFacts.WarningsName,
    ];

    /// <summary>True where the whole time begins anew: what was stopped or warned of counts no more.</summary>
    public bool IsAnew { get; init; }

    /// <summary>True where the mark of being overdue is withdrawn, with the rungs climbed.</summary>
    public bool ForgetsOverdue { get; init; }

    /// <summary>Of the clock printed on the ticket: how its deadline came about, or <see cref="Value.Null"/>; null: it stays as it was printed.</summary>
    public Value? Printed { get; init; }

    /// <summary>Of a clock that was stopped: when what it demands was done (UTC).</summary>
    public Instant? StoppedAt { get; init; }

    /// <summary>Who had the deadline computed anew; null: nobody.</summary>
    public ClockRecomputation? Recomputed { get; init; }

    /// <summary>The change that an event recorded.</summary>
    public static ClockChange Read(Value set)
    {
        var (name, clock) = ClockFacts.ReadPatch(set);
        var (ordinal, act) = EventData.EntryOf(clock[ClockFacts.ActList]);
        return new(
            name, ordinal, act, clock["dueAt"].AsInstant() ?? set[FeedbackDueName].AsInstant(), clock["limit"].AsString(), clock["limitId"].AsString(), clock["startedAt"].AsInstant(), clock["state"].AsString())
        {
            IsAnew = clock.Has(ClockFacts.WarningsName),
            ForgetsOverdue = clock.Has(RungName),
            Printed = set.Find(PrintedLimitFacts.Name),
            StoppedAt = clock[StoppedName].AsInstant(),
            Recomputed = clock.Find(RecomputedName) is { } known ? new(known.At("at"), known.Code("by"), known["was"].AsInstant()) : null,
        };
    }

    public Value Write()
    {
        var mark = IsAnew ? Value.Null : null;
        var overdue = ForgetsOverdue ? Value.Null : null;
        var isPrinted = Clock == TicketClocks.Feedback;
        var clock = EventData.Of(
            (ClockFacts.ActList, EventData.Entry(Ordinal, Act)),
            ("dueAt", Value.Of(DueAt)),
            ("limit", Value.Of(Limit)),
            ("limitId", Value.Of(LimitId)),
            (ClockFacts.OverdueName, overdue),
            (RecomputedName, Recomputed is { } known ? Value.Object(("at", Value.Of(known.At)), ("by", Value.Of(known.By)), ("was", Value.Of(known.Was))) : null),
            (RungName, overdue),
            ("startedAt", Value.Of(StartedAt)),
            ("state", Value.Of(State)),
            (StoppedName, StoppedAt is { } at ? Value.Of(at) : mark),
            (ClockFacts.WarnedName, mark),
            (ClockFacts.WarningsName, mark));
        return EventData.Of(
            ClockFacts.Patch(Clock, clock),
            (PrintedLimitFacts.Name, Printed),
            (isPrinted ? FeedbackDueName : DueName(Clock), isPrinted ? Printed is null ? null : Value.Of(DueAt) : IsOnTicket(Clock) ? Value.Of(DueAt) : null),
            (ClockFacts.OverdueName, isPrinted ? overdue : null),
            (ClockFacts.WarnedName, isPrinted ? mark : null),
            (ClockFacts.WarningsName, isPrinted ? mark : null));
    }

    /// <summary>The steps whose end is a fact of the ticket beside the clock.</summary>
    private static bool IsOnTicket(string clock) => clock == LimitStep.SignIn.ClockName || clock == LimitStep.FirstContact.ClockName;

    private static string DueName(string clock) => clock + "DueAt";
}

/// <summary>Who had a deadline computed anew.</summary>
/// <param name="At">When (UTC).</param>
/// <param name="By">Who.</param>
/// <param name="Was">The deadline before (UTC).</param>
internal readonly record struct ClockRecomputation(Instant At, string By, Instant? Was);
