using JieSuJiBan.Activities.Clocks;
using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Activities.PolicyFiles;
using JieSuJiBan.Activities.Tests.Policies;
using static JieSuJiBan.Activities.Deadlines.LimitUnit;

namespace JieSuJiBan.Activities.Tests.Deadlines;

/// <summary>The holidays that law fixes by their date are known without a notice; the others are said to be unknown; the notice overrides.</summary>
public class When_a_year_has_no_notice_yet
{
    [Theory]
    [InlineData("2026-12-31 10:00", 1, "2027-01-04 10:00")]
    [InlineData("2026-12-18 10:00", 10, "2027-01-04 10:00")]
    [InlineData("2027-04-30 09:00", 2, "2027-05-04 09:00")] // Friday; 1 and 2 May are a weekend
    [InlineData("2028-04-28 09:00", 2, "2028-05-04 09:00")] // Friday; Monday and Tuesday are 1 and 2 May
    [InlineData("2027-09-30 10:00", 1, "2027-10-04 10:00")] // Thursday; Friday to Sunday are 1 to 3 October
    public void the_holidays_with_a_fixed_date_do_not_count(string start, int days, string due) =>
        Assert.Equal(due, Limit.Of(days, WorkingDay).Due(start));

    [Fact]
    public void the_day_says_which_law_makes_it_a_holiday()
    {
        var day = Limit.Calendar.Day(new(2027, 1, 1));
        Assert.Equal((DayKind.Holiday, "元旦"), (day.Kind, day.Occasion));
        Assert.Contains("全国年节及纪念日放假办法", day.Source, StringComparison.Ordinal);
    }

    [Fact]
    public void a_deadline_says_what_is_not_known_of_the_year()
    {
        var deadline = Limit.Calculator.Calculate(Limit.Of(5, WorkingDay), Limit.At("2026-12-30 10:00"));
        Assert.Contains("春节、清明节、端午节、中秋节以放假通知为准", deadline.Chinese, StringComparison.Ordinal);
        Assert.Contains("2027", deadline.Gap!.English, StringComparison.Ordinal);
        Assert.Null(Limit.Calculator.Calculate(Limit.Of(5, WorkingDay), Limit.At("2026-12-01 10:00")).Gap);
    }

    [Fact]
    public void the_notice_overrides_the_law()
    {
        var city = Pack.LoadWith("calendar.json", "\"year\": 2026,", "\"year\": 2027, \"basis\": {\"kind\": \"Notice\", \"source\": \"某通知\"}, \"holidays\": [], \"makeUpWorkdays\": []}, {\"year\": 2026,");
        Assert.Contains(city.Findings, finding => finding.Code == "calendar.gap"); // the years are out of order, so it is no policy
        var text = Pack.Files["calendar.json"];
        var end = text.LastIndexOf(']');
        var noticed = Pack.LoadWith("calendar.json", text[..end].TrimEnd() + ", {\"year\": 2027, \"basis\": {\"kind\": \"Notice\", \"source\": \"某通知\"}, \"holidays\": [], \"makeUpWorkdays\": []}" + text[end..]).Policy!;
        Assert.True(noticed.Calendar.IsWorkingDay(new(2027, 1, 1)));
        Assert.Null(noticed.Calendar.Policy.GapOf(2027));
    }

    [Fact]
    public void a_city_that_does_not_state_the_law_knows_weekends_only()
    {
        var text = Pack.Files["calendar.json"];
        var from = text.IndexOf("\"statutoryHolidays\"", StringComparison.Ordinal);
        var city = Pack.LoadWith("calendar.json", text[..from] + text[text.IndexOf("\"years\"", StringComparison.Ordinal)..]).Policy!;
        Assert.True(city.Calendar.IsWorkingDay(new(2027, 1, 1)));
        Assert.EndsWith("；部分日期尚无放假安排，仅按周末推算", city.Deadlines.Calculate(Limit.Of(5, WorkingDay), Limit.At("2026-12-30 10:00")).Chinese, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-10-31", new int[0])]
    [InlineData("2026-11-01", new[] { 2027 })]
    [InlineData("2027-03-01", new[] { 2027 })]
    [InlineData("2027-11-01", new[] { 2027, 2028 })]
    public void the_notice_is_asked_for_from_november_on(string today, int[] years)
    {
        var date = NodaTime.Text.LocalDatePattern.Iso.Parse(today).Value;
        Assert.Equal(years, Limit.Calendar.Policy.AskedFor(date));
        Assert.Equal(years.Length, Limit.Calendar.Policy.Reminders(date).Count());
    }

    [Fact]
    public void how_long_before_the_city_says() =>
        Assert.Equal([2027], Pack.LoadWith("calendar.json", "\"remindDays\": 61", "\"remindDays\": 92").Policy!.Calendar.Policy.AskedFor(new(2026, 10, 1)));

    [Theory]
    [InlineData("\"month\": 10, \"day\": 1", "\"month\": 2, \"day\": 29")]
    [InlineData("\"month\": 10, \"day\": 1", "\"month\": 12, \"day\": 31")]
    public void a_date_that_not_every_year_has_is_refused(string piece, string replacement) =>
        Assert.Contains(Pack.LoadWith("calendar.json", piece, replacement).Findings, finding => finding is { Code: "calendar.statutory", Severity: FindingSeverity.Error });

    /// <summary>What counts every day is certain, whatever the notice will say; the ticket's page and the sandbox ask the clock itself.</summary>
    [Theory]
    [InlineData(WorkingDay, true)]
    [InlineData(NaturalDay, false)]
    [InlineData(Hour, false)]
    public void only_a_clock_that_counts_working_time_is_uncertain(LimitUnit unit, bool isUncertain)
    {
        var started = ClockActFormat.Write(new ClockStarted(Limit.Of(unit == Hour ? 240 : 10, unit), Limit.At("2026-12-28 10:00")));

        Assert.Equal(isUncertain, ClockActFormat.ReadClock(Limit.Calendar, JieSuJiBan.Engine.Values.Value.Object(("1", started)))!.Deadline()!.Gap is not null);
    }
}
