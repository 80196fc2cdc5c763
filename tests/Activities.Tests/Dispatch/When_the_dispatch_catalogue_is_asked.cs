using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.Tests.Policies;

namespace JieSuJiBan.Activities.Tests.Dispatch;

public class When_the_dispatch_catalogue_is_asked
{
    private static readonly DispatchCatalog Catalog = Pack.Beijing.Dispatch;

    [Fact]
    public void a_matter_of_the_street_goes_straight_to_the_street_with_a_copy_to_the_district()
    {
        // Art. 12: direct dispatch to a street is copied to the district government.
        var proposal = Catalog.Lookup("0301-01", "110105", "110105026").Proposal!;
        Assert.Equal(("110105026", "110105", DispatchMode.Direct), (proposal.UnitCode, proposal.CopyToUnitCode, proposal.Mode));
        Assert.Equal("PD-0301", proposal.RowId);
        Assert.Contains("垃圾清运不及时", proposal.Chinese, StringComparison.Ordinal);
    }

    [Fact]
    public void without_a_street_it_goes_to_the_district_and_says_why_not_to_the_street()
    {
        var proposal = Catalog.Lookup("0301-01", "110105").Proposal!;
        Assert.Equal(("110105", DispatchMode.District), (proposal.UnitCode, proposal.Mode));
        Assert.Equal(RowRejection.StreetUnknown, Assert.Single(proposal.RejectedRows).Why);
    }

    [Fact]
    public void a_utility_is_named_for_the_whole_city_and_the_general_row_is_less_specific()
    {
        var proposal = Catalog.Lookup("0204-01", "110105", "110105026").Proposal!;
        Assert.Contains("热力", proposal.UnitName, StringComparison.Ordinal);
        Assert.Equal([("PD-DEFAULT", RowRejection.LessSpecific)], proposal.RejectedRows.Select(row => (row.Row.Id, row.Why)));
    }

    [Theory]
    [InlineData("0204-01", "110119", null, "PD-L-01")] // the leaf in one district
    [InlineData("0303-04", "110105", "110105026", "PD-L-03")] // the leaf in one street
    [InlineData("0303-04", "110105", "110105025", "PD-0303")] // the same leaf in the next street
    [InlineData("0206-04", "110101", null, "PD-0206-04")] // the leaf before its broader class
    public void the_narrower_row_wins(string classCode, string district, string? street, string row) =>
        Assert.Equal(row, Catalog.Lookup(classCode, district, street).Proposal!.RowId);

    [Fact]
    public void a_duty_goes_to_the_unit_that_holds_it_in_the_district_of_the_place()
    {
        Assert.Equal("密云区房屋管理事务中心", Catalog.Lookup("0101-01", "110118").Proposal!.UnitName);
        Assert.Equal("延庆区房屋管理事务中心", Catalog.Lookup("0101-01", "110119").Proposal!.UnitName);
    }

    [Fact]
    public void a_duty_that_nobody_holds_falls_to_the_district()
    {
        // The two core districts have no water affairs bureau of their own.
        var proposal = Catalog.Lookup("0903-01", "110101").Proposal!;
        Assert.Equal("110101", proposal.UnitCode);
        Assert.Equal(RowRejection.NobodyHoldsDuty, proposal.RejectedRows[0].Why);
    }

    [Fact]
    public void without_a_place_only_a_row_that_names_a_unit_can_be_used()
    {
        Assert.Equal("北京市税务局", Catalog.Lookup("1502-01", null).Proposal!.UnitName);
        var refusal = Catalog.Lookup("0301-01", null).Rejection!;
        Assert.Equal("dispatch.placeNeeded", refusal.Code);
        Assert.Contains("PD-0301", refusal.Chinese, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("7777", "110105", null, "dispatch.unknownClass")]
    [InlineData("0101-01", "110199", null, "dispatch.unknownDistrict")]
    [InlineData("0101-01", "110105026", null, "dispatch.unknownDistrict")]
    [InlineData("0101-01", "110105", "999999999", "dispatch.unknownStreet")]
    [InlineData("0101-01", "110101", "110105026", "dispatch.streetElsewhere")]
    [InlineData("0101-01", null, "110105026", "dispatch.streetElsewhere")]
    public void what_it_does_not_know_it_refuses_with_a_sentence(string classCode, string? district, string? street, string code)
    {
        var answer = Catalog.Lookup(classCode, district, street);
        Assert.False(answer.IsProposal);
        Assert.Equal(code, answer.Rejection.Code);
        Assert.Contains("so ", answer.Rejection.English, StringComparison.Ordinal);
    }

    [Fact]
    public void every_class_has_a_leader_in_every_street_and_never_a_community()
    {
        // Art. 17: communities assist and are never the main handler.
        foreach (var street in Pack.Beijing.Organisation.Units.Where(unit => unit.IsStreet))
        {
            foreach (var leaf in Pack.Beijing.Classes.Leaves)
            {
                var proposal = Catalog.Lookup(leaf.Code, street.DistrictCode!, street.Code).Proposal;
                Assert.True(Pack.Beijing.Organisation.Find(proposal!.UnitCode)!.MayLead);
            }
        }
    }
}
