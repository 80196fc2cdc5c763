using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.PolicyFiles;
using NodaTime;

namespace JieSuJiBan.Activities.Cases;

/// <summary>
/// The limits of a ticket (Art. 13): found in the city's table by what the ticket is, started by the fact that the row
/// names.
/// </summary>
public static class TicketDeadlines
{
    /// <summary>
    /// The deadline of a step, or null where the table has no row or the fact that starts it has not happened yet.
    /// A limit given with the ticket (<c>givenLimit</c>) takes the place of the table's row for <see cref="LimitStep.Feedback"/>.
    /// </summary>
    /// <param name="city">The policies.</param>
    /// <param name="ticket">The ticket.</param>
    /// <param name="step">Which limit.</param>
    /// <param name="now">The step's instant, which starts limits of the kind <see cref="LimitStart.Event"/>.</param>
    public static Deadline? Of(CityPolicy city, TicketFacts ticket, LimitStep step, Instant now)
    {
        return Find(city, ticket, step, now) is var (limit, start) ? city.Deadlines.Calculate(limit, start) : null;
    }

    /// <summary>The limit of a step and its start; null as for <see cref="Of"/>.</summary>
    /// <param name="city">The policies.</param>
    /// <param name="ticket">The ticket.</param>
    /// <param name="step">Which limit.</param>
    /// <param name="now">The step's instant, which starts limits of the kind <see cref="LimitStart.Event"/>.</param>
    public static (TimeLimit Limit, Instant StartedAt)? Find(CityPolicy city, TicketFacts ticket, LimitStep step, Instant now)
    {
        var unit = ticket.LeadUnit is { } code ? city.Organisation.Find(code) : null;
        var query = new LimitQuery(step, ticket.ClassCode, ticket.RequestType, ticket.Channel, ticket.Urgency, unit?.Kind, ticket.Statute);
        if (city.TimeLimits.For(query) is not { Limit: var limit }) return null;
        if (step == LimitStep.Feedback) limit = Given(ticket, limit) ?? limit;
        if (unit is { IsOnDutyAllDay: true } && ByHandler.Contains(step)) limit = RoundTheClock(limit, city.Semantics);
        return StartOf(limit, ticket, now) is { } start ? (limit, start) : null;
    }

    /// <summary>Steps whose work the handling unit does: where it is on duty all day, they count all day.</summary>
    private static readonly LimitStep[] ByHandler =
        [LimitStep.SignIn, LimitStep.FirstContact, LimitStep.Feedback, LimitStep.CoHandling, LimitStep.StageReport, LimitStep.ReportIn, LimitStep.Rehandle];

    /// <summary>A unit that the city says is on duty day and night, as water, power, gas and heat are (Arts. 18, 19): working time is all time, and no office closes.</summary>
    private static TimeLimit RoundTheClock(TimeLimit limit, int semantics) => limit with
    {
        Unit = AllDay(limit.Unit),
        Warnings = semantics >= CaseSemantics.WarnInWorkingTime ? [.. limit.Warnings.Select(warning => warning with { Unit = AllDay(warning.Unit) })] : limit.Warnings,
        CountFrom = limit.IsInDays ? CountFrom.Moment : limit.CountFrom,
        End = LimitEnd.ExactTime,
        MovesOffRestDays = false,
    };

    private static LimitUnit AllDay(LimitUnit unit) => unit switch { LimitUnit.WorkingHour => LimitUnit.Hour, LimitUnit.WorkingDay => LimitUnit.NaturalDay, _ => unit };

    private static Instant? StartOf(TimeLimit limit, TicketFacts ticket, Instant now) => limit.Start switch
    {
        LimitStart.Acceptance => ticket.AcceptedAt,
        LimitStart.Dispatch => ticket.DispatchedAt,
        LimitStart.SignIn => ticket.SignedInAt,
        LimitStart.Reply => ticket.RepliedAt,
        LimitStart.LimitExpiry => ticket.FeedbackDueAt,
        _ => now,
    };

    /// <summary>A limit that came with the ticket: so many natural days to the exact time, from acceptance. The row's warnings stay.</summary>
    private static TimeLimit? Given(TicketFacts ticket, TimeLimit row)
    {
        if (ticket.GivenLimit.NaturalDays is not { } days) return null;
        return row with
        {
            Id = "given",
            Amount = (int)days,
            Unit = LimitUnit.NaturalDay,
            Start = LimitStart.Acceptance,
            CountFrom = CountFrom.Moment,
            End = LimitEnd.ExactTime,
            MovesOffRestDays = false,
            Basis = new(BasisKind.Notice, ticket.GivenLimit.Citation ?? "", null, true),
        };
    }
}
