using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.Registry;

namespace JieSuJiBan.Activities.Tests.Policies;

public class The_Beijing_pack
{
    [Fact]
    public void loads_without_any_finding() =>
        Assert.Empty(CityPolicies.Load(Pack.Files).Findings);

    [Fact]
    public void has_the_sixteen_districts_of_GBT_2260_and_343_streets_and_townships()
    {
        var organisation = Pack.Beijing.Organisation;
        Assert.Equal(
            ["110101", "110102", "110105", "110106", "110107", "110108", "110109", "110111", "110112", "110113", "110114", "110115", "110116", "110117", "110118", "110119"],
            organisation.Districts.Select(district => district.Code));
        Assert.Equal(343, organisation.Units.Count(unit => unit.IsStreet));
        Assert.All(organisation.Districts, district => Assert.True(organisation.StreetsOf(district.Code).Count() >= 5));
    }

    [Fact]
    public void has_the_five_types_of_request_of_Article_2_and_praise() =>
        Assert.Equal(
            ["Consultation", "Help", "Complaint", "Report", "Suggestion", "Praise"],
            Pack.Beijing.RequestTypes.All.Select(type => type.Code));

    [Fact]
    public void has_a_class_tree_of_three_levels()
    {
        var classes = Pack.Beijing.Classes;
        Assert.True(classes.Leaves.Length >= 150);
        Assert.All(classes.Leaves, leaf => Assert.Equal(3, leaf.Level));
        Assert.Equal("住房 › 房屋维修 › 房屋漏水", classes.FullName("0101-01"));
    }

    [Fact]
    public void begins_the_callback_when_the_limit_ends_as_Article_23_says()
    {
        Assert.Equal(CallbackTrigger.OnLimitExpiry, Pack.Beijing.Callback.Trigger);
        Assert.Equal(3, Pack.Beijing.Callback.Attempts);
        Assert.Equal(CallbackPolicy.RequiredQuestions, Pack.Beijing.Callback.Questions.Select(question => question.Code));
    }

    [Fact]
    public void numbers_tickets_by_local_date()
    {
        var lateInUtc = NodaTime.Instant.FromUtc(2026, 3, 1, 16, 30);
        Assert.Equal("11000020260302000042", Pack.Beijing.City.TicketNumber(lateInUtc, 42));
    }

    [Fact]
    public void shows_expressions_the_small_files_only()
    {
        Assert.Equal("北京市", Pack.Beijing.View["city"]["name"].AsString());
        Assert.Equal("TL-DP-GENERAL", Pack.Beijing.View["timeLimits"]["limits"][0]["id"].AsString());
        Assert.True(Pack.Beijing.View["organisation"].IsNull);
    }
}
