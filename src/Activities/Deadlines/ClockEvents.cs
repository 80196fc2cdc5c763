using System.Collections.Immutable;
using JieSuJiBan.Activities.Events;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Deadlines;

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
