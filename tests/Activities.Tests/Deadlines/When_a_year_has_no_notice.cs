using JieSuJiBan.Activities.Tests.Policies;
using NodaTime;

namespace JieSuJiBan.Activities.Tests.Deadlines;

public class When_a_year_has_no_notice
{
    /// <summary>The tiny city entered the notice of 2026 and no other.</summary>
    [Theory]
    [InlineData("2025-12-31", false)]
    [InlineData("2026-01-01", true)]
    [InlineData("2026-12-31", true)]
    [InlineData("2027-01-01", false)]
    public void the_calendar_covers_the_years_of_its_notices_from_the_first_day_to_the_last(string date, bool isCovered) =>
        Assert.Equal(isCovered, TinyCity.Policy.Calendar.Covers(NodaTime.Text.LocalDatePattern.Iso.Parse(date).Value));

    [Fact]
    public void the_years_are_those_of_the_table()
    {
        var calendar = Pack.Beijing.Calendar;
        Assert.Equal(2011, Enumerable.Range(2000, 40).First(year => calendar.Covers(new LocalDate(year, 6, 1))));
        Assert.Equal(2026, Enumerable.Range(2000, 40).Last(year => calendar.Covers(new LocalDate(year, 6, 1))));
    }
}
