using JieSuJiBan.Activities.Formats;
using JieSuJiBan.Activities.Intake;
using JieSuJiBan.Activities.Policies;
using JieSuJiBan.Activities.Tests.Policies;
using JieSuJiBan.Engine.Values;
using NodaTime;

namespace JieSuJiBan.Activities.Tests.Intake;

/// <summary>A level that a verification gives comes from one; a credit code that was misread is told; what was verified stands on the ticket.</summary>
public sealed class When_an_identity_is_claimed
{
    private static readonly IdentityProof Proof = new("Verified", IdentityProof.PhoneCode, Instant.FromUtc(2026, 11, 30, 1, 2), "operator", "sms");

    [Theory]
    [InlineData("91350100M000100Y43", true)]
    [InlineData("91350100m000100y43", true)]
    [InlineData("９１３５０１００Ｍ０００１００Ｙ４３", true)]
    [InlineData("9135 0100 M000-100Y43", true)]
    [InlineData("91350100M000100Y44", false)]
    [InlineData("91350100M000110Y43", false)]
    [InlineData("91350100I000100Y43", false)]
    [InlineData("91350100M000100Y4", false)]
    [InlineData("", false)]
    public void A_credit_code_is_right_by_its_check_character(string code, bool right) => Assert.Equal(right, CreditCode.IsRight(code));

    [Fact]
    public void Nobody_claims_a_level_that_needs_a_verification()
    {
        var refused = Assert.Single(TicketStart.Read(Request(("identityLevel", "Verified")), City).Rejections);
        Assert.Equal(("ticket.identityLevel.unverified", "identityLevel"), (refused.Code, refused.Field));
        Assert.Empty(TicketStart.Read(Request(("identityLevel", "Stated")), City).Rejections);
    }

    [Fact]
    public void What_was_verified_when_and_how_stands_on_the_ticket()
    {
        var start = TicketStart.Read(Request(), City, Proof).Start!;
        var arguments = Arguments(start);
        Assert.Equal("Verified", arguments["identityLevel"].AsString());
        Assert.Equal("""{"at":"2026-11-30T01:02:00Z","by":"operator","level":"Verified","means":"PhoneCode","sentBy":"sms"}""", CanonicalJson.Write(arguments["identity"]));
        Assert.Equal(Proof, IdentityProof.From(arguments["identity"]));
    }

    [Fact]
    public void Another_level_than_was_verified_is_refused() =>
        Assert.Equal("ticket.identityLevel.otherwise", Assert.Single(TicketStart.Read(Request(("identityLevel", "Anonymous")), City, Proof).Rejections).Code);

    [Fact]
    public void A_misread_credit_code_is_refused_and_a_right_one_says_that_only_its_digits_were_looked_at()
    {
        Assert.Equal("ticket.creditCode.wrong", Assert.Single(TicketStart.Read(Request(("creditCode", "91350100M000100Y44")), City).Rejections).Code);
        var start = TicketStart.Read(Request(("creditCode", "91350100m000100y43")), City).Start!;
        Assert.Equal("91350100M000100Y43", start.PersonalWords["creditCode"]);
        Assert.Equal("""{"creditCode":"CheckDigit"}""", CanonicalJson.Write(Arguments(start)["identity"]));
    }

    [Fact]
    public void A_city_without_rules_of_identity_takes_what_was_stated()
    {
        var files = Pack.Files.ToDictionary(StringComparer.Ordinal);
        var intake = System.Text.Json.Nodes.JsonNode.Parse(files["intake.json"])!.AsObject();
        intake.Remove("identity");
        files["intake.json"] = intake.ToJsonString();
        Assert.Empty(TicketStart.Read(Request(("identityLevel", "Verified")), Pack.LoadWith("intake.json", files["intake.json"]).Policy!).Rejections);
    }

    [Fact]
    public void What_was_verified_is_kept_back_where_the_ticket_is_confidential()
    {
        Assert.Contains("identity", City.Intake.Confidential.Hides);
        Assert.Contains("creditCode", City.Intake.Confidential.Hides);
    }

    private static CityPolicy City => Pack.Beijing;

    private static Value Arguments(TicketStart start) => start.Arguments(1, "s", start.PersonalWords.ToDictionary(word => word.Key, word => new Engine.Inputs.Sealed(word.Key, "0", 1), StringComparer.Ordinal));

    private static Value Request(params (string Name, string Text)[] more) => Value.Object(
        [("channel", Value.Of("Phone")), ("requestType", Value.Of("Complaint")), ("title", Value.Of("路灯不亮")), ("body", Value.Of("路灯不亮")), ("phone", Value.Of("13800001234")), .. more.Select(one => (one.Name, Value.Of(one.Text)))]);
}
