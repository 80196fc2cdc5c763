using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Workflows.Tests.Stories;

/// <summary>Art. 17: a community helps and is never made the main handler, by whatever way a unit is named.</summary>
public sealed class Article_17_a_community_never_leads
{
    private const string Community = "110105026034";
    private static readonly Instant Monday = Beijing.At(2026, 3, 2, 10);

    [Fact]
    public void neither_the_district_nor_a_conference_nor_a_review_may_name_it()
    {
        var district = Story.Accepted(Monday, street: null).Triage("Dispatch", ("classCode", Value.Of("0102-01")), ("districtCode", Value.Of(Story.Chaoyang)));
        Assert.Equal("dispatch.unit.mayNotLead", district.Refuses("ChooseUnit", "Dispatched", Story.Of(Story.Chaoyang), ("reason", district.Words("就近")), ("unitCode", Value.Of(Community))).Code);

        var conference = Story.Accepted(Monday);
        conference.Triage("Conference", ("classCode", Value.Of("0102-01")), ("conferenceReason", conference.Words("交叉")), ("districtCode", Value.Of(Story.Chaoyang)));
        var refused = conference.Refuses("HoldConference", "Decided", Story.Person("dispatcher"),
            ("minutes", conference.Words("纪要")), ("participants", Value.Of([Story.Wangjing, Community])), ("unitCode", Value.Of(Community)));
        Assert.Equal("dispatch.unit.mayNotLead", refused.Code);
        Assert.Contains("第十七条", refused.Source, StringComparison.Ordinal);

        var objection = Story.Accepted(Monday).Triage().Objects();
        Assert.Equal("dispatch.unit.mayNotLead", objection.Refuses("ReviewObjection", "Designated", Story.Person("supervisor"), ("opinion", objection.Words("指定")), ("unitCode", Value.Of(Community))).Code);
    }

    [Fact]
    public void it_may_help()
    {
        var story = Story.Accepted(Monday).Triage().SignIn();
        story.Complete("HandleTicket", "AddCoUnit", story.Handler(), ("coUnits", Value.Of([Community])));

        Assert.Equal((Community, TicketStatus.InHandling), (story.Open("CoHandle").UnitCode, story.Ticket.Status));
    }
}
