using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Validation;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Workflows.Tests.Stories;

/// <summary>分级协调: district, city, then neighbours and central bodies, who cannot be commanded but are pushed.</summary>
public sealed class Article_20_to_22_matters_are_coordinated_level_by_level
{
    private static readonly Instant Monday = Beijing.At(2026, 3, 2, 10);

    [Fact]
    public void the_published_definition_has_no_finding() =>
        Assert.Empty(DefinitionValidator.Validate(Beijing.Definitions.Published("coordination", Instant.MaxValue)!, Beijing.Catalog, Beijing.Definitions));

    [Fact]
    public void a_street_s_request_begins_at_its_district_and_the_street_keeps_the_ticket()
    {
        var story = Asked();

        Assert.Equal(Story.Chaoyang, story.Open("Coordinate").UnitCode);
        Assert.NotNull(story.Open("Coordinate").DueAt);
        Assert.Equal(Story.Wangjing, story.Open("HandleTicket").UnitCode);

        story.Complete("Coordinate", "Resolved", Partners.District, ("decision", story.Words("由区住建委牵头。")));
        Assert.Equal("Resolved", Request(story)["state"].AsString());
    }

    [Fact]
    public void a_level_that_cannot_settle_it_passes_it_up_and_its_silence_does_too()
    {
        var passed = Asked();
        passed.Complete("Coordinate", "PassUp", Partners.District, ("decision", passed.Words("涉及市级事权。")));
        var silent = Asked().At(Monday + Duration.FromDays(4));

        foreach (var story in (Story[])[passed, silent]) Assert.Equal(("supervisor", null), (story.Open("Coordinate").Role, story.Open("Coordinate").UnitCode));
        Assert.Equal("Silent", Request(silent)["levels"]["District"]["decision"].AsString());
    }

    [Fact]
    public void the_asker_may_begin_higher_up()
    {
        var story = Asked(("level", Value.Of("City")));

        Assert.Equal("supervisor", story.Open("Coordinate").Role);
        Assert.False(Request(story)["levels"].Has("District"));
    }

    [Fact]
    public void returning_needs_a_decision_in_words()
    {
        var story = Asked();
        Assert.Equal("task.fieldRequired", story.Refuses("Coordinate", "Returned", Partners.District).Code);

        story.Complete("Coordinate", "Returned", Partners.District, ("decision", story.Words("由街道继续处置。")));
        Assert.Equal("Returned", Request(story)["state"].AsString());
    }

    [Fact]
    public void an_outside_party_is_handed_the_matter_pushed_on_schedule_and_its_answer_recorded()
    {
        var story = Outside();
        Assert.Single(Sent(story));

        story.At(Monday + Duration.FromDays(20));
        Assert.Equal(3, Sent(story).Count());
        story.Complete("OutsideParty", "PushNow", Story.Person("dispatcher"));
        Assert.Equal(4, Sent(story).Count());
        story.At(Monday + Duration.FromDays(60));
        Assert.InRange(Sent(story).Count(), 4, 5);

        story.Complete("OutsideParty", "Answered", Story.Person("dispatcher"), ("answer", story.Words("已协调属地办理。")), ("solved", Value.True));
        var outside = story.Ticket.Facts["outside"]["1"];
        Assert.Equal(("Answered", true), (outside["state"].AsString(), outside["solved"].AsBoolean()));
        Assert.Equal("Resolved", Request(story)["state"].AsString());
    }

    [Fact]
    public void the_city_may_hand_it_to_an_outside_party()
    {
        var story = Asked(("level", Value.Of("City")));
        story.Complete("Coordinate", "Outside", Partners.City, ("party", Value.Of("OUT-CENTRAL")), ("decision", story.Words("商请其办理。")));

        Assert.Equal("OUT-CENTRAL", Assert.Single(Sent(story)).Payload["party"].AsString());
        Assert.NotNull(story.Open("OutsideParty").DueAt);
    }

    private static Story Asked(params (string Name, Value Value)[] more)
    {
        var story = Story.Accepted(Monday).Triage().SignIn();
        story.Complete("HandleTicket", "AskCoordination", story.Handler());
        return story.Complete("AskCoordination", "Asked", story.Handler(), [("matter", story.Words("产权单位不在本街道。")), .. more]);
    }

    private static Story Outside()
    {
        var story = Story.Accepted(Monday).Triage().SignIn();
        story.Complete("HandleTicket", "AskCoordination", story.Handler());
        return story.Complete("AskCoordination", "Outside", story.Handler(), ("matter", story.Words("跨河北省界污水。")), ("party", Value.Of("OUT-HE")));
    }

    private static Value Request(Story story) => story.Ticket.Facts["coordination"]["1"];

    private static IEnumerable<SendOut> Sent(Story story) => story.Run.Effects.OfType<SendOut>().Where(sent => sent.Channel == "outside");
}
