using System.Collections.Frozen;
using System.Collections.Immutable;
using JieSuJiBan.Activities.ReferenceData;
using NodaTime;

namespace JieSuJiBan.Activities.Deadlines;

/// <summary>
/// The city's working time: weekly rest days, statutory holidays and make-up workdays (调休) by notice, office hours.
/// All dates and times of day are local to <see cref="Zone"/>. Immutable and thread-safe.
/// </summary>
public sealed partial class WorkCalendar
{
    /// <summary>A search for a working day gives up after this many days: only a calendar without working days gets there.</summary>
    private const int SearchLimitDays = 4000;
    private readonly FrozenDictionary<LocalDate, CalendarDay> byNotice;
    private readonly FrozenSet<IsoDayOfWeek> restDays;
    private readonly WorkCalendar?[] byMeaning;
    private readonly WorkCalendar? current;
    private readonly KeptCalendar? kept;

    internal WorkCalendar(DateTimeZone zone, ImmutableArray<OfficeInterval> officeHours, CalendarPolicy policy)
    {
        Zone = zone;
        OfficeHours = officeHours;
        Policy = policy;
        restDays = policy.RestDays.ToFrozenSet();
        byNotice = policy.Days.DistinctBy(day => day.Date).ToFrozenDictionary(day => day.Date);
        byMeaning = new WorkCalendar?[Engine.Semantics.Current + 1];
        byMeaning[Semantics] = this;
    }

    /// <summary>The same calendar under another meaning.</summary>
    private WorkCalendar(WorkCalendar other, int semantics)
    {
        (Semantics, Zone, OfficeHours, Policy) = (semantics, other.Zone, other.OfficeHours, other.Policy);
        (byNotice, restDays, byMeaning) = (other.byNotice, other.restDays, other.byMeaning);
    }

    /// <summary>A calendar as a clock keeps it.</summary>
    private WorkCalendar(WorkCalendar current, KeptCalendar kept)
        : this(current, current.Semantics)
    {
        (this.current, this.kept) = (current, kept);
        OfficeHours = kept.OfficeHours() ?? current.OfficeHours;
    }

    /// <summary>The calendar of the policy: what a clock keeps of an earlier one is left away.</summary>
    internal WorkCalendar Current => current ?? this;

    /// <summary>What a clock keeps of an earlier calendar, or null.</summary>
    internal KeptCalendar? Kept => kept;

    /// <summary>The calendar as a clock keeps it: what it keeps holds, and this one beyond.</summary>
    internal WorkCalendar Keeping(KeptCalendar kept) => new(Current, kept);

    /// <summary>The numbered meaning under which it counts (see <see cref="Engine.Semantics"/>).</summary>
    public int Semantics { get; } = Engine.Semantics.Current;

    /// <summary>The same calendar, counting under a numbered meaning.</summary>
    public WorkCalendar Under(int semantics) => semantics == Semantics ? this : byMeaning[Math.Min(semantics, Engine.Semantics.Current)] ??= new(this, semantics);

    /// <summary>The zone in which a day begins and ends.</summary>
    public DateTimeZone Zone { get; }

    /// <summary>Office time of every working day, in order.</summary>
    public ImmutableArray<OfficeInterval> OfficeHours { get; }

    /// <summary>The rows this calendar was made from.</summary>
    public CalendarPolicy Policy { get; }

    /// <summary>What sort of day a date is, and why.</summary>
    public CalendarDay Day(LocalDate date)
    {
        var day = DayByNotice(date);
        return kept?.IsWorked(date) is { } worked && worked != day.IsWorking ? new(date, worked ? DayKind.Workday : DayKind.RestDay, null, null) : day;
    }

    private CalendarDay DayByNotice(LocalDate date) =>
        byNotice.TryGetValue(date, out var day) ? day
        : Policy.StatutoryOn(date) is var (holiday, basis) ? new(date, DayKind.Holiday, holiday.Name, basis.Citation)
        : new(date, restDays.Contains(date.DayOfWeek) ? DayKind.RestDay : DayKind.Workday, null, null);

    /// <summary>True where the office works on that date.</summary>
    public bool IsWorkingDay(LocalDate date) => Day(date).IsWorking;

    /// <summary>False where no holiday notice for that year was entered, so that only weekly rest days and what law fixes by date are known.</summary>
    public bool Covers(LocalDate date) => Policy.Covers(date.Year);

    /// <summary>The local date of an instant.</summary>
    public LocalDate DateOf(Instant instant) => instant.InZone(Zone).Date;

    /// <summary>The first instant of a local date.</summary>
    public Instant StartOfDay(LocalDate date) => Zone.AtStartOfDay(date).ToInstant();

    /// <summary>The instant of a local time on a date; moved forward over a gap of the zone.</summary>
    public Instant At(LocalDate date, LocalTime time) => Zone.AtLeniently(date + time).ToInstant();

    /// <summary>The local day that an end belongs to: 24:00 is the end of the day before.</summary>
    public LocalDate LastDayBefore(Instant end) => DateOf(Semantics >= CaseSemantics.EndOfCountedDay ? end - Duration.Epsilon : end);

    /// <summary>An end moved to another day at the same time of day: 24:00 stays 24:00.</summary>
    internal Instant MoveTo(LocalDate date, Instant end)
    {
        var time = end.InZone(Zone).TimeOfDay;
        return Semantics >= CaseSemantics.EndOfCountedDay && time == LocalTime.Midnight ? StartOfDay(date.PlusDays(1)) : At(date, time);
    }

    /// <summary>When the office closes on a date; on a day off, when it would.</summary>
    public Instant EndOfOfficeDay(LocalDate date) => At(date, OfficeHours[^1].To);

    /// <summary>The first working day on or after a date.</summary>
    public LocalDate NextWorkingDay(LocalDate onOrAfter)
    {
        for (var days = 0; days < SearchLimitDays; days++)
        {
            if (IsWorkingDay(onOrAfter)) return onOrAfter;
            onOrAfter = onOrAfter.PlusDays(1);
        }

        throw new InvalidOperationException($"The calendar has no working day in the {SearchLimitDays} days before {onOrAfter}.");
    }

    /// <summary>The last working day on or before a date.</summary>
    public LocalDate LastWorkingDay(LocalDate onOrBefore) => IsWorkingDay(onOrBefore) ? onOrBefore : AddWorkingDays(onOrBefore, -1);

    /// <summary>
    /// The working day that is <paramref name="days"/> working days after a date; the date itself is not counted.
    /// A negative number goes back; 0 gives the date.
    /// </summary>
    public LocalDate AddWorkingDays(LocalDate date, int days)
    {
        var step = Math.Sign(days);
        for (var left = Math.Abs(days); left > 0; left--)
        {
            date = date.PlusDays(step);
            for (var searched = 0; !IsWorkingDay(date); searched++)
            {
                if (searched == SearchLimitDays) throw new InvalidOperationException($"The calendar has no working day near {date}.");
                date = date.PlusDays(step);
            }
        }

        return date;
    }

    /// <summary>
    /// The same time of day, <paramref name="days"/> working days later, or earlier where the number is negative. An instant on a day off
    /// counts from 00:00 of the next working day. 24:00 belongs to the day that ends: so many working days after or before it is 24:00 of
    /// a working day.
    /// </summary>
    public Instant AddWorkingDays(Instant start, int days)
    {
        if (Semantics >= CaseSemantics.EndOfCountedDay)
        {
            if (days >= 0) return Advance(ClockMeasure.WorkingDays, start, Duration.FromDays(days));
            var last = LastDayBefore(start);
            if (start == StartOfDay(last.PlusDays(1))) return StartOfDay(AddWorkingDays(LastWorkingDay(last), days).PlusDays(1));
        }

        var local = start.InZone(Zone).LocalDateTime;
        if (days > 0 && !IsWorkingDay(local.Date)) local = NextWorkingDay(local.Date).AtMidnight();
        return At(AddWorkingDays(local.Date, days), local.TimeOfDay);
    }

    /// <summary>The same time of day, <paramref name="days"/> natural days later; days off are not skipped.</summary>
    public Instant AddNaturalDays(Instant start, int days)
    {
        var local = start.InZone(Zone).LocalDateTime.PlusDays(days);
        return At(local.Date, local.TimeOfDay);
    }

    /// <summary>The instant at which so much office time has passed since the start; office time only counts on working days.</summary>
    public Instant AddWorkingHours(Instant start, int hours)
    {
        var left = Duration.FromHours(hours);
        if (left == Duration.Zero) return start;
        for (var date = NextWorkingDay(DateOf(start)); ; date = NextWorkingDay(date.PlusDays(1)))
        {
            foreach (var (from, to) in OfficeIntervals(date))
            {
                var open = Instant.Max(from, start);
                if (open >= to) continue;
                if (left <= to - open) return open + left;
                left -= to - open;
            }
        }
    }

    /// <summary>The office time of a date as instants; nothing on a day off.</summary>
    public IEnumerable<(Instant From, Instant To)> OfficeIntervals(LocalDate date)
    {
        if (!IsWorkingDay(date)) yield break;
        foreach (var hours in OfficeHours) yield return (At(date, hours.From), At(date, hours.To));
    }

    /// <summary>The office time between two instants, zero where the second is not later; e.g. the remaining working time of a ticket.</summary>
    public Duration WorkingTimeBetween(Instant from, Instant to)
    {
        var sum = Duration.Zero;
        if (from >= to) return sum;
        var last = DateOf(to);
        for (var date = DateOf(from); date <= last; date = date.PlusDays(1))
        {
            foreach (var (open, close) in OfficeIntervals(date))
            {
                var begin = Instant.Max(open, from);
                var end = Instant.Min(close, to);
                if (begin < end) sum += end - begin;
            }
        }

        return sum;
    }

    /// <summary>How many working days there are from a date up to and including another.</summary>
    public int WorkingDaysIn(LocalDate first, LocalDate last)
    {
        var count = 0;
        for (var date = first; date <= last; date = date.PlusDays(1))
        {
            if (IsWorkingDay(date)) count++;
        }

        return count;
    }
}
