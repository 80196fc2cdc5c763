using System.Collections.Immutable;
using JieSuJiBan.Activities.ReferenceData;
using NodaTime;
using NodaTime.Text;

namespace JieSuJiBan.Activities.Deadlines;

/// <summary>
/// The calendar that a clock was computed by, as far as its deadline reaches: it stays with the clock whatever notice is published later,
/// until a person has the clock computed anew.
/// </summary>
/// <param name="From">The first day it says something of.</param>
/// <param name="Days">A letter a day from there: <c>1</c> was worked, <c>0</c> was a day off.</param>
/// <param name="Hours">The office hours of those days, e.g. <c>0900-1200,1300-1800</c>; null where the deadline does not depend on them.</param>
public sealed record KeptCalendar(LocalDate From, string Days, string? Hours)
{
    private static readonly LocalTimePattern Time = LocalTimePattern.CreateWithInvariantCulture("HHmm");

    /// <summary>Whether a day was worked, or null where nothing is kept of it.</summary>
    public bool? IsWorked(LocalDate date)
    {
        if (date < From) return null;
        var place = Period.DaysBetween(From, date);
        return place < Days.Length ? Days[place] == '1' : null;
    }

    /// <summary>The office hours that are kept, or null.</summary>
    internal ImmutableArray<OfficeInterval>? OfficeHours()
    {
        if (Hours is null) return null;
        var intervals = ImmutableArray.CreateBuilder<OfficeInterval>();
        foreach (var text in Hours.Split(','))
        {
            if (text.Split('-') is [var from, var to] && Time.Parse(from) is { Success: true } opens && Time.Parse(to) is { Success: true } closes) intervals.Add(new(opens.Value, closes.Value));
        }

        return intervals.Count == 0 ? null : intervals.ToImmutable();
    }

    /// <summary>What a clock has to keep of a calendar: its days up to a deadline, and the office hours where it depends on them.</summary>
    internal static KeptCalendar Of(WorkCalendar calendar, LocalDate from, LocalDate last, bool withHours) => new(
        from,
        string.Create(Math.Max(0, Period.DaysBetween(from, last)) + 1, (calendar, from), static (days, of) =>
        {
            for (var place = 0; place < days.Length; place++) days[place] = of.calendar.IsWorkingDay(of.from.PlusDays(place)) ? '1' : '0';
        }),
        withHours ? string.Join(',', calendar.OfficeHours.Select(hours => $"{Time.Format(hours.From)}-{Time.Format(hours.To)}")) : null);
}
