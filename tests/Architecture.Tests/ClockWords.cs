using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Activities.Events;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Architecture.Tests;

/// <summary>A ticket has several clocks: what the history says of one names it, so that nobody reads it of another.</summary>
public sealed class ClockWords
{
    private static readonly string[] Kinds =
    [
        "ClockStarted", "ClockWatched", "ClockWarned", "ClockOverdue", "ClockPaused", "ClockResumed", "ClockRestarted", "ClockStopped", "DeadlineExtended", "DeadlineRecomputed",
        "OverdueUrged", "OverdueSupervised", "OverdueEscalated", "OverdueWithdrawn", "FeedbackLimitSet",
    ];

    public static TheoryData<string, string> KindsAndClocks =>
        [.. Kinds.SelectMany(kind => TimeLimits.UsualSteps.Select(step => (kind, step.Code)))];

    [Theory]
    [MemberData(nameof(KindsAndClocks))]
    public void Every_sentence_about_a_clock_names_it_in_both_languages(string kind, string step)
    {
        var name = new LimitStep(step).ClockName;
        var set = Value.Object(("clocks", Value.Object((name, Value.Object(("overdueAt", Value.Null))))));
        var chinese = TimeLimits.UsualSteps.Single(usual => usual.Code == step).Name;
        var english = string.Concat(step.Select((letter, at) => at > 0 && char.IsAsciiLetterUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : letter.ToString()));

        Assert.Contains(chinese, CaseEvents.Describe(kind, set, null).Chinese, StringComparison.Ordinal);
        Assert.StartsWith(english, CaseEvents.Describe(kind, set, null).English, StringComparison.Ordinal);
    }

    /// <summary>These are recorded of the limit that is printed on the ticket alone.</summary>
    [Theory]
    [InlineData("DeadlineWarned")]
    [InlineData("TicketOverdue")]
    public void A_sentence_about_the_printed_limit_names_it(string kind) =>
        Assert.Contains(TimeLimits.UsualSteps.Single(usual => usual.Code == LimitStep.Feedback.Code).Name, CaseEvents.Describe(kind, Value.EmptyObject, null).Chinese, StringComparison.Ordinal);

    [Fact]
    public void A_first_contact_in_time_is_not_told_as_a_reply_in_time()
    {
        var set = Value.Object(("clocks", Value.Object(("firstContact", Value.Object(("overdueAt", Value.Null))))));

        Assert.Equal("首次联系在时限之内，撤销该项超期标记", CaseEvents.Describe("OverdueWithdrawn", set, null).Chinese);
        Assert.DoesNotContain("答复", CaseEvents.Describe("OverdueWithdrawn", set, null).Chinese, StringComparison.Ordinal);
    }

    [Fact]
    public void A_clock_of_the_citys_own_is_named_as_the_definition_names_it()
    {
        var set = Value.Object(("clocks", Value.Object(("secondLook", Value.Object(("dueAt", Value.Of(Instant.FromUtc(2026, 3, 2, 2, 0))))))));

        Assert.Contains("secondLook", CaseEvents.Describe("ClockStarted", set, null).Chinese, StringComparison.Ordinal);
    }
}
