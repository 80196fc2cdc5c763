using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Workflows.Tests.Stories;

/// <summary>双考核: the street rates the department, the department the street.</summary>
public sealed class Article_33_both_sides_are_assessed
{
    private static readonly Instant Monday = Beijing.At(2026, 3, 2, 10);

    [Fact]
    public void street_and_department_rate_each_other_when_the_part_is_done()
    {
        var story = Partners.Whistled(Monday).FinishesPart(Partners.Housing).StreetRates(speed: 2).RatesTheStreet(Partners.Housing, quality: 3);

        var facts = story.Whistle().Department(Partners.Housing).Facts;
        Assert.Equal((2, 3), (facts["ratingByStreet"]["speed"].AsInt64(), facts["ratingOfStreet"]["quality"].AsInt64()));
    }

    [Fact]
    public void a_rating_off_the_scale_is_refused()
    {
        var story = Partners.Whistled(Monday).FinishesPart(Partners.Housing);

        var refused = story.Refuses("RateDepartment", "Rated", story.Handler(), ("speed", Value.Of(6)), ("quality", Value.Of(5)));
        Assert.Equal("whistle.rating.outOfScale", refused.Code);
        Assert.Contains("第三十三条", refused.Source, StringComparison.Ordinal);
    }

    [Fact]
    public void who_says_nothing_has_not_rated()
    {
        var story = Partners.Whistled(Monday).FinishesPart(Partners.Housing).StreetRates().At(Monday + Duration.FromDays(10));

        var facts = story.Whistle().Department(Partners.Housing).Facts;
        Assert.True(facts.Has("ratingByStreet"));
        Assert.False(facts.Has("ratingOfStreet"));
        Assert.False(facts["ratingEndedAt"].IsNull);
    }
}
