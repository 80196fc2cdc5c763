using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.PolicyFiles;
using JieSuJiBan.Activities.Registry;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Workflows.Tests.Stories;

/// <summary>A unit that was abolished stays known to its tickets, and from its last day on none is sent to it.</summary>
public sealed class A_unit_that_closed_gets_no_more_tickets
{
    private const string Unit = "\"code\": \"110105026\", \"name\": \"望京街道办事处\"";

    [Fact]
    public void from_that_day_the_dispatcher_chooses_and_before_it_all_is_as_it_was()
    {
        var city = Beijing.PolicyWith(("organisation.json", Unit, Unit + ", \"closedOn\": \"2026-03-02\""));

        var before = Story.Accepted(Beijing.At(2026, 3, 1, 10), policy: city).Triage();
        Assert.Equal(Story.Wangjing, before.Ticket.LeadUnit);

        var after = Story.Accepted(Beijing.At(2026, 3, 2, 10), policy: city).Triage();
        Assert.Null(after.Ticket.LeadUnit);
        Assert.Equal("dispatch.unit.closed", after.Refuses("ChooseUnit", "Dispatched", Story.Person("dispatcher"), ("reason", after.Words("就近")), ("unitCode", Value.Of(Story.Wangjing))).Code);
    }

    [Fact]
    public void a_catalogue_row_that_names_it_is_a_warning_and_a_date_that_does_not_exist_an_error()
    {
        Assert.Contains(Load("2026-12-31").Findings, finding => finding is { Code: "dispatch.closed", Severity: FindingSeverity.Warning });
        Assert.Contains(Load("2026-02-30").Findings, finding => finding is { Code: "policy.date", Severity: FindingSeverity.Error });
    }

    private static PolicyLoad Load(string day)
    {
        var files = Directory.GetFiles(Path.Combine(Beijing.Place, "policies"), "*.json").ToDictionary(file => Path.GetFileName(file), File.ReadAllText, StringComparer.Ordinal);
        var named = CanonicalJson.Parse(files["dispatch-catalog.json"])["rows"].Items.Select(row => row["unit"].AsString()).First(code => code is not null)!;
        files["organisation.json"] = files["organisation.json"].Replace($"\"code\": \"{named}\",", $"\"code\": \"{named}\", \"closedOn\": \"{day}\",", StringComparison.Ordinal);
        return CityPolicies.Load(files);
    }
}
