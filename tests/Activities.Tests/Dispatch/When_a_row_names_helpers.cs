using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.Registry;
using JieSuJiBan.Activities.Tests.Policies;

namespace JieSuJiBan.Activities.Tests.Dispatch;

/// <summary>Art. 14: one unit leads and others help; nobody helps itself.</summary>
public class When_a_row_names_helpers
{
    [Fact]
    public void the_unit_that_leads_is_no_helper_of_its_own_whether_named_by_code_or_by_duty()
    {
        var proposal = City("""{"id": "1", "class": "1", "area": "*", "unit": "W", "coUnits": ["W", "370102", "Duty:water", "370102"]}""").Dispatch.Lookup("11", "370102").Proposal!;

        Assert.Equal("W", proposal.UnitCode);
        Assert.Equal(["370102"], proposal.CoUnits);
    }

    private static CityPolicy City(string row)
    {
        var load = CityPolicies.Load(new Dictionary<string, string>(TinyCity.Files, StringComparer.Ordinal)
        {
            ["dispatch-catalog.json"] = $$"""{"rows": [{{row}}, {"id": "3", "class": "*", "area": "370102", "unit": "370102", "priority": -1}]}""",
        });
        return load.Policy ?? throw new InvalidOperationException(string.Join("\n", load.Findings));
    }
}
