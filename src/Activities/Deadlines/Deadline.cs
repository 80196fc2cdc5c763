using System.Collections.Immutable;
using NodaTime;

namespace JieSuJiBan.Activities.Deadlines;

/// <summary>Why a span of time between start and deadline counts or does not.</summary>
public enum IntervalReason
{
    /// <summary>It counts.</summary>
    Counted,
    /// <summary>It counts because the rest day is worked by notice (调休上班日).</summary>
    CountedMakeUpWorkday,
    /// <summary>Not counted: the day of the start (次日起算).</summary>
    StartDayExcluded,
    /// <summary>Not counted: weekly rest day.</summary>
    RestDay,
    /// <summary>Not counted: statutory holiday by notice.</summary>
    Holiday,
    /// <summary>Not counted: outside office hours.</summary>
    OutsideOfficeHours,
    /// <summary>Not counted: the limit would end on a day off and moves to the next working day.</summary>
    EndMovedOffRestDay,
    /// <summary>Not counted: the limit ends within a day and moves to the closing of the office.</summary>
    EndMovedToClosing,
    /// <summary>Not counted: somebody paused the clock.</summary>
    Paused,
    /// <summary>It counts, as time given on top of the limit.</summary>
    Extended,
}

/// <summary>One span of a deadline's explanation.</summary>
/// <param name="From">Begin.</param>
/// <param name="To">End, not included.</param>
/// <param name="Counted">How much of the limit it uses up; a whole day is 24 hours, also where it ends with the office day.</param>
/// <param name="Reason">Why it counts or does not.</param>
/// <param name="Occasion">The holiday, the reason of the pause or who extended, zh-CN, or null.</param>
/// <param name="Source">The notice that makes it a holiday or make-up workday, or the rule of the extension, or null.</param>
public readonly record struct DeadlineInterval(
    Instant From, Instant To, Duration Counted, IntervalReason Reason, string? Occasion, string? Source)
{
    /// <summary>Why, zh-CN.</summary>
    public string Chinese => Reason switch
    {
        IntervalReason.Counted => "计入时限",
        IntervalReason.CountedMakeUpWorkday => $"调休上班日（{Occasion}），计入时限",
        IntervalReason.StartDayExcluded => "起算当日不计",
        IntervalReason.RestDay => "休息日不计",
        IntervalReason.Holiday => $"法定节假日（{Occasion}）不计",
        IntervalReason.OutsideOfficeHours => "非办公时间不计",
        IntervalReason.EndMovedToClosing => "至当日下班时止",
        IntervalReason.Paused => $"暂停计时（{Occasion}）",
        IntervalReason.Extended => $"延期（{Occasion}，依据{Source}）",
        _ => "届满日为休息日，顺延至下一工作日",
    };

    /// <summary>Why, English.</summary>
    public string English => Reason switch
    {
        IntervalReason.Counted => "Counted",
        IntervalReason.CountedMakeUpWorkday => $"Counted: make-up workday for {Occasion}",
        IntervalReason.StartDayExcluded => "Not counted: the day of the start",
        IntervalReason.RestDay => "Not counted: rest day",
        IntervalReason.Holiday => $"Not counted: public holiday {Occasion}",
        IntervalReason.OutsideOfficeHours => "Not counted: outside office hours",
        IntervalReason.EndMovedToClosing => "Until the office closes that day",
        IntervalReason.Paused => $"Not counted: paused, {Occasion}",
        IntervalReason.Extended => $"Extended by {Occasion} under {Source}",
        _ => "Moved: the last day is a day off",
    };
}

/// <summary>A deadline that can explain itself.</summary>
/// <param name="Limit">The limit row it comes from, with its citation.</param>
/// <param name="StartedAt">The instant the limit started.</param>
/// <param name="DueAt">The instant it ends: a reply at exactly this instant is in time.</param>
/// <param name="WarnAt">When to warn, in order, each strictly between start and end.</param>
/// <param name="Explanation">The time from start to end without a gap: what counted and what did not, and why.</param>
/// <param name="IsBeyondCalendar">True where it depends on a year whose holiday notice is not entered; <see cref="Gap"/> says what is known of it.</param>
public sealed record Deadline(
    TimeLimit Limit,
    Instant StartedAt,
    Instant DueAt,
    ImmutableArray<Instant> WarnAt,
    ImmutableArray<DeadlineInterval> Explanation,
    bool IsBeyondCalendar)
{
    /// <summary>What is uncertain about it because it reaches into a year without a holiday notice; null where nothing is.</summary>
    public CalendarGap? Gap { get; init; }

    /// <summary>The sum of what counted; equals the limit's amount and what was given on top.</summary>
    public Duration Counted => Explanation.Aggregate(Duration.Zero, (sum, interval) => sum + interval.Counted);

    /// <summary>The deadline in one sentence, zh-CN.</summary>
    public string Chinese =>
        $"{Limit.StepName}时限{Limit.Chinese}，自{LimitWords.Chinese(Limit.Start)}起计"
        + (Limit.End == LimitEnd.EndOfOfficeDay ? "，至届满日下班时止" : "")
        + $"（依据：{Limit.Basis.Citation}）"
        + (Has(IntervalReason.Paused) ? "；暂停期间不计" : "")
        + (Has(IntervalReason.Extended) ? "；已延期" : "")
        + (Gap is { } gap ? "；" + gap.Chinese : "");

    /// <summary>The deadline in one sentence, English.</summary>
    public string English =>
        $"{Limit.Step} within {Limit.English} of {Limit.Start}"
        + (Limit.End == LimitEnd.EndOfOfficeDay ? ", until the office closes on the last day" : "")
        + $" (by {Limit.Basis.Citation})"
        + (Has(IntervalReason.Paused) ? "; pauses do not count" : "")
        + (Has(IntervalReason.Extended) ? "; extended" : "")
        + (Gap is { } gap ? "; " + gap.English : "");

    private bool Has(IntervalReason reason)
    {
        foreach (var interval in Explanation)
        {
            if (interval.Reason == reason) return true;
        }

        return false;
    }
}
