using System.ComponentModel.DataAnnotations;
using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Application.Accounts;
using JieSuJiBan.Application.Policies;
using JieSuJiBan.Engine;
using JieSuJiBan.Web.Http;
using JieSuJiBan.Workflows.Policies;
using Microsoft.AspNetCore.Http.HttpResults;
using NodaTime;

namespace JieSuJiBan.Web.Api;

/// <summary>The catalogue's answer.</summary>
/// <param name="Unit">The unit that leads, or null.</param>
/// <param name="Row">The row used, or null.</param>
/// <param name="Chinese">Why, zh-CN.</param>
/// <param name="English">The same in English.</param>
/// <param name="Rows">Rows that match, in the order of their precedence, and why each was used or not.</param>
/// <param name="NotUsed">Those of them that were not used.</param>
/// <param name="Follows">Mode, copies and helpers.</param>
public sealed record DispatchReply(string? Unit, string? Row, string Chinese, string English, IReadOnlyList<ExplainedRow> Rows, IReadOnlyList<ExplainedRow> NotUsed, IReadOnlyList<ExplainedLine> Follows);

/// <summary>A span of time on the way to a deadline.</summary>
public sealed record IntervalReply(Instant From, Instant To, string Chinese, string English);

/// <summary>Whether the instant is working time.</summary>
/// <param name="Date">The local day.</param>
/// <param name="Kind">Workday, MakeUpWorkday, RestDay or Holiday.</param>
/// <param name="IsWorkingTime">True where the office is open.</param>
/// <param name="NextOpening">When it opens next; null where it is open.</param>
/// <param name="Chinese">Why, zh-CN.</param>
/// <param name="English">The same in English.</param>
/// <param name="DueAt">Where the limit asked about ends; null where none was.</param>
/// <param name="Intervals">What counts on the way and what does not.</param>
/// <param name="Note">What is uncertain because the limit reaches into a year without a holiday notice, zh-CN; null where nothing is.</param>
/// <param name="NoteInEnglish">The same in English.</param>
public sealed record CalendarReply(string Date, DayKind Kind, bool IsWorkingTime, Instant? NextOpening, string Chinese, string English, Instant? DueAt, IReadOnlyList<IntervalReply> Intervals, string? Note, string? NoteInEnglish);

/// <summary>The limit of a step.</summary>
/// <param name="Step">Code of the step.</param>
/// <param name="Row">The row that applies, or null.</param>
/// <param name="Chinese">What follows, zh-CN.</param>
/// <param name="English">The same in English.</param>
/// <param name="Rows">Every row of the step, and why it applies or does not.</param>
/// <param name="DueAt">When it ends; null where no row applies or what starts it has not happened yet.</param>
/// <param name="OnTicket">The deadline of the ticket's own clock, with pauses and extensions; null where none runs.</param>
/// <param name="Intervals">What counts on the way and what does not.</param>
/// <param name="Note">What is uncertain because it reaches into a year without a holiday notice, zh-CN; null where nothing is.</param>
/// <param name="NoteInEnglish">The same in English.</param>
public sealed record LimitReply(string Step, string? Row, string Chinese, string English, IReadOnlyList<ExplainedRow> Rows, Instant? DueAt, Instant? OnTicket, IReadOnlyList<IntervalReply> Intervals, string? Note, string? NoteInEnglish);

/// <summary>A unit that serves the place.</summary>
/// <param name="Role"><c>lead</c>, <c>street</c>, <c>district</c> or <c>duty</c>.</param>
/// <param name="Unit">Its code.</param>
/// <param name="Above">Codes of the units above it, the nearest first.</param>
/// <param name="IsOnDutyAllDay">True where it works round the clock.</param>
/// <param name="Chinese">What it is, zh-CN.</param>
/// <param name="English">The same in English.</param>
public sealed record UnitReply(string Role, string Unit, IReadOnlyList<string> Above, bool IsOnDutyAllDay, string Chinese, string English);

/// <summary>Whether, when and how the petitioner is called back.</summary>
public sealed record CallbackReply(bool IsCalledBack, Instant? BeginsAt, IReadOnlyList<ExplainedLine> Rules, IReadOnlyList<ExplainedLine> Questions);

/// <summary>Which rows apply, and why; where a draft or version was chosen, what it says instead of what is in force.</summary>
public sealed record ExplainReply(
    string PolicyHash, Instant At, CalendarReply Calendar, DispatchReply? Dispatch, IReadOnlyList<LimitReply> Limits, IReadOnlyList<UnitReply> Units, IReadOnlyList<ExplainedLine> Missing, CallbackReply Callback, IReadOnlyList<ExplainedDifference>? Differences);

/// <summary>The policies explained over HTTP.</summary>
internal static class ExplainEndpoints
{
    private const int MostAmount = 1_000;

    public static async Task<Results<Ok<ExplainReply>, ProblemResult>> ExplainAsync(
        string? ticket, string? classCode, string? requestType, string? channel, string? urgency, string? district, string? street, string? unit, string? statute,
        string? at, string? amount,
        [AllowedValues(nameof(LimitUnit.Minute), nameof(LimitUnit.Hour), nameof(LimitUnit.WorkingHour), nameof(LimitUnit.NaturalDay), nameof(LimitUnit.WorkingDay))] string? limitUnit,
        [AllowedValues(nameof(CountFrom.Moment), nameof(CountFrom.NextDay))] string? countFrom, string? by, PolicyExplainer explainer, HttpContext http, CancellationToken ct)
    {
        var fields = new QueryFields();
        var when = fields.Instant("at", at);
        foreach (var (name, text) in new[] { ("ticket", ticket), ("classCode", classCode), ("requestType", requestType), ("channel", channel), ("urgency", urgency), ("district", district), ("street", street), ("unit", unit), ("statute", statute), ("by", by) }) fields.Text(name, text);
        if (fields.Problems.Count > 0) return Problems.Invalid(fields.Problems);
        if (!TrySpan(amount, limitUnit, countFrom, out var span)) return Problems.Of(BadSpan);
        var sketch = new TicketSketch(Given(classCode), Given(requestType), Given(channel), Given(urgency), Given(district), Given(street), Given(unit), Given(statute));
        var viewer = http.User.May(Permissions.ReadTickets) ? http.User.ToViewer() : null;
        var (answer, refusal) = await explainer.ExplainAsync(new(Given(ticket), sketch, when, span, Given(by)), viewer, ct);
        return answer is not null ? TypedResults.Ok(Reply(answer)) : refusal!.Code == "explain.noTicket" ? Problems.NotFound("这张工单", "ticket") : Problems.Of(refusal);
    }

    /// <summary>What is told where the span cannot be read.</summary>
    public static Rejection BadSpan { get; } = new(
        RejectionKind.Content, "explain.badSpan", $"时限应为 1 至 {MostAmount} 的整数，并选择单位。", $"Expected a whole number from 1 to {MostAmount} and a unit.", Field: "amount");

    /// <summary>The limit asked about: none where no amount is given. False where it cannot be read.</summary>
    public static bool TrySpan(string? amount, string? unit, string? countFrom, out AskedSpan? span)
    {
        span = null;
        if (string.IsNullOrWhiteSpace(amount)) return true;
        if (!int.TryParse(amount, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) || number is < 1 or > MostAmount) return false;
        if (!Enum.TryParse<LimitUnit>(Given(unit) ?? nameof(LimitUnit.WorkingDay), ignoreCase: true, out var of) || !Enum.IsDefined(of)) return false;
        if (!Enum.TryParse<CountFrom>(Given(countFrom) ?? nameof(CountFrom.Moment), ignoreCase: true, out var from) || from == CountFrom.SameDay || !Enum.IsDefined(from)) return false;
        span = new(number, of, from);
        return true;
    }

    private static ExplainReply Reply(PolicyAnswer answer)
    {
        var told = answer.Told;
        var calendar = told.Calendar;
        return new(
            answer.PolicyHash, told.At,
            new(NodaTime.Text.LocalDatePattern.Iso.Format(calendar.Day.Date), calendar.Day.Kind, calendar.IsWorkingTime, calendar.NextOpening, calendar.Chinese, calendar.English, calendar.Span?.DueAt, Intervals(calendar.Span), calendar.Span?.Gap?.Chinese, calendar.Span?.Gap?.English),
            told.Dispatch is not { } dispatch ? null : new(
                dispatch.Answer.Proposal?.UnitCode, dispatch.Answer.Proposal?.RowId,
                dispatch.Answer.Proposal?.Chinese ?? dispatch.Answer.Rejection!.Chinese, dispatch.Answer.Proposal?.English ?? dispatch.Answer.Rejection!.English,
                dispatch.Rows, [.. dispatch.Rows.Where(row => row.Verdict != RowVerdict.Wins)], dispatch.Follows),
            [.. told.Limits.Select(limit => new LimitReply(limit.Step.Code, limit.Choice?.Limit.Id, limit.Chinese, limit.English, limit.Rows, limit.Deadline?.DueAt, limit.OnTicket, Intervals(limit.Deadline), limit.Deadline?.Gap?.Chinese, limit.Deadline?.Gap?.English))],
            [.. told.Organisation.Units.Select(one => new UnitReply(one.Role, one.Unit.Code, [.. one.Above.Select(above => above.Code)], one.Unit.IsOnDutyAllDay, one.Chinese, one.English))],
            told.Organisation.Missing,
            new(told.Callback.IsCalledBack, told.Callback.BeginsAt, told.Callback.Rules, told.Callback.Questions),
            answer.Differences);
    }

    private static IReadOnlyList<IntervalReply> Intervals(Deadline? deadline) => deadline is null ? [] : [.. deadline.Explanation.Select(span => new IntervalReply(span.From, span.To, span.Chinese, span.English))];

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
