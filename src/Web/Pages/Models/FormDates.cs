using JieSuJiBan.Application.Commands;
using JieSuJiBan.Engine;
using NodaTime;
using NodaTime.Text;

namespace JieSuJiBan.Web.Pages.Models;

/// <summary>Dates and times of addresses and form fields, in the city's zone.</summary>
public static class FormDates
{
    /// <summary>A date of an address; <paramref name="isWrong"/> where there is text that is no date.</summary>
    public static LocalDate? Date(string? text, out bool isWrong)
    {
        isWrong = false;
        if (string.IsNullOrWhiteSpace(text)) return null;
        var parsed = LocalDatePattern.Iso.Parse(text.Trim());
        isWrong = !parsed.Success || !CalendarBounds.Hold(parsed.Value);
        return isWrong ? null : parsed.Value;
    }

    /// <summary>An instant that a datetime-local field holds, in that zone; null where it holds none.</summary>
    public static Instant? Moment(string? text, DateTimeZone zone)
    {
        if (string.IsNullOrWhiteSpace(text) || CalendarBounds.IsHour24(text)) return null;
        if (InstantPattern.ExtendedIso.Parse(text) is { Success: true } exact) return CalendarBounds.Hold(exact.Value) ? exact.Value : null;
        var trimmed = text.Trim();
        if (trimmed.Length == 16) trimmed += ":00";
        var parsed = LocalDateTimePattern.GeneralIso.Parse(trimmed);
        return parsed.Success && CalendarBounds.Hold(parsed.Value.Date) ? parsed.Value.InZoneLeniently(zone).ToInstant() : null;
    }

    /// <summary>What is wrong with a datetime-local field that holds text and no instant; null where it is empty or holds one. Not the same as none: nothing may happen at once because a date was mistyped.</summary>
    public static Rejection? WrongMoment(string? text, DateTimeZone zone, string field) => string.IsNullOrWhiteSpace(text) || Moment(text, zone) is not null ? null : new(
        RejectionKind.Content,
        "time.wrong",
        $"“{(text.Length > 40 ? text[..40] : text)}”不是可用的时间（{CalendarBounds.FirstYear} 至 {CalendarBounds.LastYear} 年，如 2026-03-02T09:30），没有执行：请改正后重新提交。",
        $"'{(text.Length > 40 ? text[..40] : text)}' is no time that can be used (years {CalendarBounds.FirstYear} to {CalendarBounds.LastYear}, such as 2026-03-02T09:30), and nothing was done: correct it and send it again.",
        Field: field);
}
