using JieSuJiBan.Activities.Cases;
using JieSuJiBan.Activities.Deadlines;
using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.PolicyFiles;
using JieSuJiBan.Activities.Registry;
using JieSuJiBan.Activities.Tests.Deadlines;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Tests.Policies;

/// <summary>Who is on duty day and night is the city's to say, by kind and by unit.</summary>
public class When_units_are_on_duty_all_day
{
    private const string Kinds = "\"onDutyAllDayKinds\": [\"HotlineCenter\"]";

    [Fact]
    public void beijing_says_it_of_water_power_gas_and_heat_and_of_no_other_enterprise() =>
        Assert.Equal(["12345", "110000201", "110000202", "110000203", "110000204"], AllDay(Pack.Beijing));

    [Theory]
    [InlineData("110000203", "2026-10-04 20:00")] // gas: three days, whatever days they are
    [InlineData("110000205", "2026-10-10 24:00")] // buses: three working days after the National Day, the third a Saturday worked by notice
    [InlineData("110000211", "2026-10-10 24:00")] // cable television
    public void only_their_working_time_is_all_time(string unit, string due)
    {
        var ticket = new TicketFacts(Value.Object(("dispatchedAt", Value.Of(Limit.At("2026-10-01 20:00"))), ("leadUnit", Value.Of(unit))));
        var deadline = TicketDeadlines.Of(Pack.Beijing, ticket, LimitStep.StageReport, Limit.At("2026-10-01 20:00"))!;
        Assert.Equal(due, DueTime.Local(deadline.DueAt, Limit.Calendar.Zone));
    }

    [Fact]
    public void a_kind_can_be_and_a_unit_of_it_can_be_excepted()
    {
        var text = Pack.Files["organisation.json"]
            .Replace(Kinds, "\"onDutyAllDayKinds\": [\"PublicServiceEnterprise\"]", StringComparison.Ordinal)
            .Replace("{\"code\": \"110000205\",", "{\"code\": \"110000205\", \"onDutyAllDay\": false,", StringComparison.Ordinal);
        var units = AllDay(Pack.LoadWith("organisation.json", text).Policy!);
        Assert.DoesNotContain("12345", units);
        Assert.DoesNotContain("110000205", units);
        Assert.Contains("110000206", units);
    }

    [Fact]
    public void a_city_that_does_not_say_keeps_what_every_city_had_and_hears_of_it()
    {
        var load = Pack.LoadWith("organisation.json", Kinds + ",", "");
        Assert.Equal(FindingSeverity.Warning, load.Only("unit.allDay").Severity);
        Assert.Contains("110000211", AllDay(load.Policy!));
        Assert.DoesNotContain(CityPolicies.Load(Pack.Files).Findings, finding => finding.Code == "unit.allDay");
    }

    [Fact]
    public void a_kind_that_does_not_exist_is_refused() =>
        Assert.Contains("“Enterprise”不认识", Pack.LoadWith("organisation.json", Kinds, "\"onDutyAllDayKinds\": [\"Enterprise\"]").Only("unit.allDayKind").Chinese, StringComparison.Ordinal);

    private static string[] AllDay(CityPolicy city) => [.. city.Organisation.Units.Where(unit => unit.IsOnDutyAllDay).Select(unit => unit.Code)];
}
