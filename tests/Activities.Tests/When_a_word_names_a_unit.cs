using JieSuJiBan.Activities.Facts;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.Registry;
using JieSuJiBan.Activities.Tests.Policies;
using JieSuJiBan.Engine.Values;

namespace JieSuJiBan.Activities.Tests;

public sealed class When_a_word_names_a_unit
{
    private static readonly CityPolicy City = CityPolicies.Load(new Dictionary<string, string>(TinyCity.Files, StringComparer.Ordinal)
    {
        ["organisation.json"] = """
            {"units": [{"code": "H", "name": "热线", "kind": "HotlineCenter"},
              {"code": "A", "name": "甲区", "kind": "District"}, {"code": "B", "name": "乙区", "kind": "District"},
              {"code": "A1", "name": "甲一街", "kind": "Subdistrict", "parent": "A", "district": "A"}, {"code": "B1", "name": "乙一街", "kind": "Subdistrict", "parent": "B", "district": "B"},
              {"code": "AW", "name": "甲水务", "kind": "Department", "parent": "A", "district": "A", "duties": ["water"]},
              {"code": "BW", "name": "乙水务", "kind": "Department", "district": "B", "duties": ["water"]},
              {"code": "C", "name": "市局", "kind": "Department"}, {"code": "A1c", "name": "社区", "kind": "Community", "parent": "A1", "district": "A"}]}
            """,
        ["dispatch-catalog.json"] = """{"rows": [{"id": "1", "class": "*", "area": "*", "place": "District"}]}""",
    }).Policy!;

    /// <summary>The word, the place of the ticket (A, A/A1/A1c or none), its lead, and whom the word means; - is nobody.</summary>
    [Theory]
    [InlineData("LeadUnit", "A", "B1", "B1")]
    [InlineData("LeadUnit", "A", "-", "-")]
    [InlineData("Superior", "A", "B1", "B")]
    [InlineData("Superior", "A", "BW", "B")]
    [InlineData("Superior", "A", "A1c", "A1")] // its parent goes before its district
    [InlineData("Superior", "A", "C", "H")]
    [InlineData("Superior", "A", "B", "H")]
    [InlineData("Superior", "A", "H", "-")]
    [InlineData("Superior", "A", "-", "H")]
    [InlineData("District", "A", "B1", "B")]
    [InlineData("District", "A", "B", "B")]
    [InlineData("District", "A", "C", "A")]
    [InlineData("District", "A", "-", "A")]
    [InlineData("District", "-", "B1", "B")]
    [InlineData("District", "-", "C", "-")]
    [InlineData("PlaceDistrict", "A", "B1", "A")]
    [InlineData("PlaceDistrict", "-", "B1", "-")]
    [InlineData("PlaceStreet", "A/A1/A1c", "B1", "A1")]
    [InlineData("PlaceStreet", "A", "B1", "-")]
    [InlineData("Street", "A/A1/A1c", "B1", "A1")]
    [InlineData("Street", "A", "B1", "B1")]
    [InlineData("Street", "A", "C", "-")]
    [InlineData("Community", "A/A1/A1c", "B1", "A1c")]
    [InlineData("Community", "A", "B1", "-")]
    [InlineData("HotlineCenter", "-", "-", "H")]
    [InlineData("Duty:water", "A", "B1", "AW")]
    [InlineData("Duty:water", "-", "B1", "BW")]
    [InlineData("Duty:water", "-", "C", "-")]
    [InlineData("Duty:fire", "A", "B1", "-")]
    [InlineData("BW", "A", "-", "BW")]
    [InlineData("X", "A", "B1", "-")]
    [InlineData("PlaceDistrict|HotlineCenter", "-", "-", "H")]
    [InlineData("PlaceDistrict | HotlineCenter", "A", "-", "A")]
    [InlineData("Duty:fire|Superior", "A", "B1", "B")]
    public void it_is_the_same_unit_everywhere(string word, string place, string lead, string expected)
    {
        var found = UnitReference.TryResolve(City, Ticket(place, lead), word, out var unit);

        Assert.Equal((expected != "-", expected == "-" ? null : expected), (found, unit));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Anyone")]
    [InlineData("PlaceDistrict|Anyone")]
    public void anyone_is_no_unit_but_an_answer(string word)
    {
        Assert.True(UnitReference.TryResolve(City, Ticket("-", "-"), word, out var unit));
        Assert.Null(unit);
    }

    [Fact]
    public void what_was_decided_before_keeps_the_meaning_it_had()
    {
        // A district was its own superior, and a duty was looked for at the place only.
        var before = City.Under(1);

        Assert.True(UnitReference.TryResolve(before, Ticket("A", "B"), "Superior", out var unit));
        Assert.Equal("B", unit);
        Assert.False(UnitReference.TryResolve(before, Ticket("-", "B1"), "Duty:water", out _));
        Assert.False(UnitReference.TryResolve(before, Ticket("-", "-"), "PlaceDistrict|HotlineCenter", out _));
    }

    [Fact]
    public void every_word_that_may_be_written_is_known_and_a_misspelt_one_is_named()
    {
        Assert.All(UnitReference.Words, word => Assert.Null(UnitReference.FindUnknown(City, word.Word)));
        Assert.Equal("PlaceDistrct", UnitReference.FindUnknown(City, "PlaceDistrct|HotlineCenter"));
        Assert.Equal("fire", UnitReference.FindIdleDuty(City, "Duty:water|Duty:fire"));
    }

    private static TicketFacts Ticket(string place, string lead)
    {
        var parts = place.Split('/');
        return new(Value.Object(
            ("communityCode", Value.Of(parts.ElementAtOrDefault(2))),
            ("districtCode", Value.Of(parts[0] == "-" ? null : parts[0])),
            ("leadUnit", Value.Of(lead == "-" ? null : lead)),
            ("streetCode", Value.Of(parts.ElementAtOrDefault(1)))));
    }
}
