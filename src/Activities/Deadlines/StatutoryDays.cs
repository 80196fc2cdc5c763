using System.Collections.Immutable;
using JieSuJiBan.Activities.PolicyFiles;
using NodaTime;

namespace JieSuJiBan.Activities.Deadlines;

/// <summary>A holiday that law fixes by its date.</summary>
/// <param name="Name">The holiday, zh-CN.</param>
/// <param name="Month">Month of its first day, 1 to 12.</param>
/// <param name="Day">Day of the month.</param>
/// <param name="Days">How many days it has.</param>
public sealed record StatutoryHoliday(string Name, int Month, int Day, int Days)
{
    /// <summary>True where the date is one of its days.</summary>
    public bool Includes(LocalDate date)
    {
        var first = new LocalDate(date.Year, Month, Day);
        return date >= first && Period.DaysBetween(first, date) < Days;
    }
}

/// <summary>What a law says of holidays without a notice (<c>statutoryHolidays</c> in <c>calendar.json</c>): it holds in years whose notice is not entered.</summary>
/// <param name="From">The first year it holds in.</param>
/// <param name="To">The last, or null.</param>
/// <param name="Holidays">The holidays with a fixed date.</param>
/// <param name="OnlyByNotice">Names of the holidays whose dates only the notice tells, zh-CN.</param>
/// <param name="Basis">The law.</param>
public sealed record StatutoryDays(int From, int? To, ImmutableArray<StatutoryHoliday> Holidays, ImmutableArray<string> OnlyByNotice, PolicyBasis Basis)
{
    /// <summary>True where it holds in that year.</summary>
    public bool HoldsIn(int year) => year >= From && !(year > To);

    internal static ImmutableArray<StatutoryDays> ReadAll(PolicyNode root)
    {
        var rules = ImmutableArray.CreateBuilder<StatutoryDays>();
        foreach (var node in root.ItemsOrEmpty("statutoryHolidays")) rules.Add(Read(node));
        return rules.ToImmutable();
    }

    private static StatutoryDays Read(PolicyNode node)
    {
        var from = node.Whole("fromYear", 1950, 2200);
        var to = node.WholeOr("toYear", 2200, 1950, 2200);
        if (to < from) node.Error("calendar.statutory", "toYear", "止年早于起年", "Expected the last year not before the first");
        var holidays = ImmutableArray.CreateBuilder<StatutoryHoliday>();
        foreach (var item in node.Items("holidays"))
        {
            var holiday = new StatutoryHoliday(item.Text("name"), item.Whole("month", 1, 12), item.Whole("day", 1, 31), item.WholeOr("days", 1, 1, 15));
            // A day that not every year has, or a holiday that runs into the next year, cannot be told by its date alone.
            if (holiday is { Month: > 0, Day: > 0 } && (holiday.Day > DateTime.DaysInMonth(2001, holiday.Month) || new LocalDate(2001, holiday.Month, holiday.Day).PlusDays(holiday.Days - 1).Year != 2001))
            {
                item.Error("calendar.statutory", "day", $"{holiday.Name}的日期 {holiday.Month}月{holiday.Day}日起{holiday.Days}天不合理", $"Expected a date that every year has, and days of one year, but it is {holiday.Days} days from {holiday.Month}-{holiday.Day}");
            }
            else
            {
                holidays.Add(holiday);
            }

            item.Close();
        }

        var rule = new StatutoryDays(from, to == 2200 ? null : to, holidays.ToImmutable(), node.Texts("onlyByNotice"), PolicyBasis.ReadFrom(node));
        node.Close();
        return rule;
    }
}

/// <summary>Why an answer about a year without a holiday notice is uncertain.</summary>
/// <param name="Chinese">In one phrase, zh-CN.</param>
/// <param name="English">The same in English; names of holidays stay as the city writes them.</param>
public sealed record CalendarGap(string Chinese, string English);
