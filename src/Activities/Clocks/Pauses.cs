using JieSuJiBan.Activities.Cases;
using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Activities.Events;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Engine;
using JieSuJiBan.Engine.Activities;
using JieSuJiBan.Engine.Descriptors;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Clocks;

/// <summary>
/// Pausing and resuming the feedback clock: for a reason of the city's list, so often, and no longer than the reason
/// allows; then the clock goes on by itself.
/// </summary>
internal static class Pauses
{
    /// <summary>The outcome of pausing.</summary>
    public const string PauseClock = nameof(PauseClock);

    /// <summary>The outcome of resuming.</summary>
    public const string ResumeClock = nameof(ResumeClock);

    public static TaskOutcome PauseOutcome { get; } = new(PauseClock, "暂停计时", "Pause the clock");

    public static TaskOutcome ResumeOutcome { get; } = new(ResumeClock, "恢复计时", "Resume the clock");

    /// <summary>What pausing asks; the reasons are the city's.</summary>
    public static IReadOnlyList<TaskField> Fields(CityPolicy? city) =>
    [
        new("pauseReason", FieldType.Choice, "暂停计时的理由", "Reason for the pause", IsRequired: true, OnlyFor: [PauseClock], Options: [.. (city?.Topic<PausePolicy>().Reasons ?? []).Select(reason => (reason.Code, reason.Name))]),
        new("pauseNote", FieldType.LongText, "暂停情况说明", "What is waited for", Text: TextKind.OfficialWords, MaxLength: 2000, OnlyFor: [PauseClock]),
    ];

    /// <summary>True where the clock is paused now.</summary>
    public static bool IsPaused(ActivityContext context) => TicketClocks.Find(context, TicketClocks.Feedback) is { State: ClockState.Paused };

    /// <summary>Why the clock cannot be paused now, or null.</summary>
    public static Rejection? Forbids(ActivityContext context)
    {
        var policy = context.City().Topic<PausePolicy>();
        if (policy.Reasons.IsEmpty || policy.MaxCount == 0) return Refuse("pause.notAllowed", "本市没有规定暂停计时，请在时限内办理", "Expected a city that allows pauses, but it does not, so handle the ticket in time");
        if (TicketClocks.Find(context, TicketClocks.Feedback) is not { State: ClockState.Running } clock)
        {
            return Refuse("pause.notRunning", "办理时限没有在计时，无法暂停", "Expected a clock that runs, but it does not, so there is nothing to pause");
        }

        if (context.Ticket().Pauses.Count >= policy.MaxCount)
        {
            return Refuse("pause.tooOften", $"本工单已暂停计时 {policy.MaxCount} 次，不得再次暂停，请抓紧办理", $"Expected at most {policy.MaxCount} pauses, but there were as many, so handle the ticket");
        }

        return context.Now > clock.Deadline()?.DueAt || TicketClocks.Facts(context, TicketClocks.Feedback).IsOverdue
            ? Refuse("pause.expired", "办理时限已经届满，不能再暂停计时，请立即答复", "Expected a limit that still runs, but it has expired, so reply at once")
            : null;
    }

    /// <summary>Pauses the clock, or says why not.</summary>
    public static Rejection? Pause(ActivityContext context, Value result)
    {
        if (Forbids(context) is { } forbidden) return forbidden;
        var (city, code) = (context.City(), result["pauseReason"].AsString());
        var policy = city.Topic<PausePolicy>();
        if (policy.Reasons.FirstOrDefault(known => known.Code == code) is not { } reason)
        {
            var known = string.Join("、", policy.Reasons.Select(one => $"{one.Code}（{one.Name}，最长{one.MaxLength.Chinese}）"));
            return Refusal.Content("pause.reason.unknown", "result.pauseReason", $"请从下列理由中选择：{known}", $"Expected a reason of the city, but '{code}' is none, so choose one of {string.Join(", ", policy.Reasons.Select(one => one.Code))}", LegalDuty.Limit);
        }

        var calendar = TicketClocks.Find(context, TicketClocks.Feedback)!.Calendar;
        var until = calendar.Advance(CaseClock.MeasureOf(reason.MaxLength.Unit), context.Now, CaseClock.AmountOf(reason.MaxLength.Unit, reason.MaxLength.Amount));
        context.Record(new PauseRequested(context.Ticket().Pauses.Next, context.Now, context.Actor.Id, reason.Code, reason.Basis.Citation, result["pauseNote"], until));
        TicketClocks.Pause(context, TicketClocks.Feedback, $"{reason.Name}，依据{reason.Basis.Citation}", until);
        Notices.Send(context, OutgoingMessages.ClockPaused, city.Organisation.HotlineCenter.Code, ("reason", reason.Name), ("due", ClockSigns.Local(context, until)));
        return null;
    }

    /// <summary>Resumes the clock, or says why not.</summary>
    public static Rejection? Resume(ActivityContext context)
    {
        if (!IsPaused(context)) return Refuse("pause.notPaused", "办理时限没有暂停，无需恢复", "Expected a paused clock, but it is not, so there is nothing to resume");
        TicketClocks.Resume(context, TicketClocks.Feedback);
        return null;
    }

    private static Rejection Refuse(string code, string chinese, string english) => Refusal.State(code, chinese, english, LegalDuty.Limit);
}
