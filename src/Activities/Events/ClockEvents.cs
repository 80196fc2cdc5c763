using System.Collections.Immutable;
using JieSuJiBan.Activities.Clocks;
using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Events;

/// <summary>The events of a clock: what was done to it, each with the deadline that it makes. They are nested because the acts themselves have the same names.</summary>
internal static class ClockEvents
{
    public static ImmutableArray<CaseEventKind> All { get; } =
    [
        CaseEventKind.Of<FeedbackLimitSet>(), CaseEventKind.Of<ClockStarted>(), CaseEventKind.Of<ClockPaused>(), CaseEventKind.Of<ClockResumed>(), CaseEventKind.Of<ClockRestarted>(),
        CaseEventKind.Of<DeadlineExtended>(), CaseEventKind.Of<DeadlineRecomputed>(), CaseEventKind.Of<ClockStopped>(),
    ];

    /// <summary>The limit was printed on the ticket (Art. 13), and its clock began to run.</summary>
    /// <param name="Change">What it does to the clock.</param>
    internal readonly record struct FeedbackLimitSet(ClockChange Change) : ICaseEvent<FeedbackLimitSet>
    {
        public static EventLabel Label { get; } = new(nameof(FeedbackLimitSet), "载明办理时限", "Time limit printed");

        public static IReadOnlyList<string> AlsoSets => ClockChange.AlsoSets;

        public static FeedbackLimitSet Read(Value set) => new(ClockChange.Read(set));

        public static Phrase? Sentence(in FeedbackLimitSet happened, CityPolicy? city) => ClockPhrases.Of(
            happened.Change.Clock is { Length: > 0 } clock ? clock : TicketClocks.Feedback, happened.Change.DueAt, city, static words => new($"载明{words.Chinese}时限{words.Until}", $"{words.English} limit printed on the ticket{words.By}"));

        public Value Write() => Change.Write();
    }

    /// <summary>A clock began to run.</summary>
    /// <param name="Change">What it does to the clock.</param>
    internal readonly record struct ClockStarted(ClockChange Change) : ICaseEvent<ClockStarted>
    {
        public static EventLabel Label { get; } = new(nameof(ClockStarted), "时限起算", "Limit started");

        public static IReadOnlyList<string> AlsoSets => ClockChange.AlsoSets;

        public static ClockStarted Read(Value set) => new(ClockChange.Read(set));

        public static Phrase? Sentence(in ClockStarted happened, CityPolicy? city) => ClockPhrases.Of(
            happened.Change.Clock, happened.Change.DueAt, city, static words => new($"{words.Chinese}时限起算{words.Until}", $"{words.English} limit started{words.By}"));

        public Value Write() => Change.Write();
    }

    /// <summary>A clock was paused.</summary>
    /// <param name="Change">What it does to the clock.</param>
    internal readonly record struct ClockPaused(ClockChange Change) : ICaseEvent<ClockPaused>
    {
        public static EventLabel Label { get; } = new(nameof(ClockPaused), "暂停计时", "Clock paused");

        public static IReadOnlyList<string> AlsoSets => ClockChange.AlsoSets;

        public static ClockPaused Read(Value set) => new(ClockChange.Read(set));

        public static Phrase? Sentence(in ClockPaused happened, CityPolicy? city) => ClockPhrases.Of(
            happened.Change.Clock, happened.Change.DueAt, city, static words => new($"{words.Chinese}暂停计时", $"{words.English} clock paused"));

        public Value Write() => Change.Write();
    }

    /// <summary>A clock goes on.</summary>
    /// <param name="Change">What it does to the clock.</param>
    internal readonly record struct ClockResumed(ClockChange Change) : ICaseEvent<ClockResumed>
    {
        public static EventLabel Label { get; } = new(nameof(ClockResumed), "恢复计时", "Clock resumed");

        public static IReadOnlyList<string> AlsoSets => ClockChange.AlsoSets;

        public static ClockResumed Read(Value set) => new(ClockChange.Read(set));

        public static Phrase? Sentence(in ClockResumed happened, CityPolicy? city) => ClockPhrases.Of(
            happened.Change.Clock, happened.Change.DueAt, city, static words => new($"{words.Chinese}恢复计时{words.Until}", $"{words.English} clock resumed{words.By}"));

        public Value Write() => Change.Write();
    }

    /// <summary>A clock runs for another unit, class or rule, or again.</summary>
    /// <param name="Change">What it does to the clock.</param>
    internal readonly record struct ClockRestarted(ClockChange Change) : ICaseEvent<ClockRestarted>
    {
        public static EventLabel Label { get; } = new(nameof(ClockRestarted), "重新计算时限", "Limit computed anew");

        public static IReadOnlyList<string> AlsoSets => ClockChange.AlsoSets;

        public static ClockRestarted Read(Value set) => new(ClockChange.Read(set));

        public static Phrase? Sentence(in ClockRestarted happened, CityPolicy? city) => ClockPhrases.Of(
            happened.Change.Clock, happened.Change.DueAt, city, static words => new($"重新计算{words.Chinese}时限{words.Until}", $"{words.English} limit computed anew{words.By}"));

        public Value Write() => Change.Write();
    }

    /// <summary>More time was given.</summary>
    /// <param name="Change">What it does to the clock.</param>
    internal readonly record struct DeadlineExtended(ClockChange Change) : ICaseEvent<DeadlineExtended>
    {
        public static EventLabel Label { get; } = new(nameof(DeadlineExtended), "延长办理时限", "Deadline extended");

        public static IReadOnlyList<string> AlsoSets => ClockChange.AlsoSets;

        public static DeadlineExtended Read(Value set) => new(ClockChange.Read(set));

        public static Phrase? Sentence(in DeadlineExtended happened, CityPolicy? city) => ClockPhrases.Of(
            happened.Change.Clock, happened.Change.DueAt, city, static words => new($"延长{words.Chinese}时限{words.Until}", $"{words.English} limit extended{words.By}"));

        public Value Write() => Change.Write();
    }

    /// <summary>A person had the deadline computed anew by the policies in force.</summary>
    /// <param name="Change">What it does to the clock.</param>
    internal readonly record struct DeadlineRecomputed(ClockChange Change) : ICaseEvent<DeadlineRecomputed>
    {
        public static EventLabel Label { get; } = new(nameof(DeadlineRecomputed), "按现行政策重新计算时限", "Deadline computed anew by the policies in force");

        public static IReadOnlyList<string> AlsoSets => ClockChange.AlsoSets;

        public static DeadlineRecomputed Read(Value set) => new(ClockChange.Read(set));

        public static Phrase? Sentence(in DeadlineRecomputed happened, CityPolicy? city) => ClockPhrases.Of(
            happened.Change.Clock, happened.Change.DueAt, city, static words => new($"按现行政策重新计算{words.Chinese}时限{words.Until}", $"{words.English} limit computed anew by the policy in force{words.By}"));

        public Value Write() => Change.Write();
    }

    /// <summary>What the limit demands was done, or is not demanded any more.</summary>
    /// <param name="Change">What it does to the clock.</param>
    internal readonly record struct ClockStopped(ClockChange Change) : ICaseEvent<ClockStopped>
    {
        public static EventLabel Label { get; } = new(nameof(ClockStopped), "停止计时", "Clock stopped");

        public static IReadOnlyList<string> AlsoSets => ClockChange.AlsoSets;

        public static ClockStopped Read(Value set) => new(ClockChange.Read(set));

        public static Phrase? Sentence(in ClockStopped happened, CityPolicy? city) => ClockPhrases.Of(
            happened.Change.Clock, happened.Change.DueAt, city, static words => new($"{words.Chinese}停止计时", $"{words.English} clock stopped"));

        public Value Write() => Change.Write();
    }
}

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
