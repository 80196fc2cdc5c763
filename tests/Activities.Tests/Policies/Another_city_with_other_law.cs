using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.ReferenceData;
using NodaTime;

namespace JieSuJiBan.Activities.Tests.Policies;

/// <summary>The same code under another city's files.</summary>
public class Another_city_with_other_law
{
    private static readonly CityPolicy City = TinyCity.Policy;

    [Fact]
    public void counts_five_working_days_from_the_next_day_to_its_own_closing_time()
    {
        var limit = City.TimeLimits.For(LimitStep.Feedback, "11", "Help", "Phone", "Normal", UnitKind.Department)!.Limit;
        var deadline = City.Deadlines.Calculate(limit, Instant.FromUtc(2026, 9, 30, 2, 0));
        Assert.Equal(Instant.FromUtc(2026, 10, 13, 9, 30), deadline.DueAt);
        Assert.Equal([Instant.FromUtc(2026, 10, 12, 9, 30)], deadline.WarnAt);
        Assert.Contains("济南市12345市民服务热线条例", deadline.Chinese, StringComparison.Ordinal);
    }

    [Fact]
    public void has_its_own_ticket_numbers_units_and_callback()
    {
        Assert.Equal("JN260930-0007", City.City.TicketNumber(Instant.FromUtc(2026, 9, 30, 2, 0), 7));
        Assert.Equal("W", City.Dispatch.Lookup("12", "370102").Proposal!.UnitCode);
        Assert.Equal("370102001", City.Dispatch.Lookup("12", "370102", "370102001").Proposal!.UnitCode);
        Assert.Equal(CallbackTrigger.OnReply, City.Callback.Trigger);
    }
}
