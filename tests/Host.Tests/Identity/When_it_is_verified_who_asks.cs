using System.Text.RegularExpressions;
using JieSuJiBan.Host.Tests.Rest;

namespace JieSuJiBan.Host.Tests.Identity;

/// <summary>A caller reads out a code that came to the phone; whoever registers cannot claim it.</summary>
[Collection(nameof(Site))]
public sealed partial class When_it_is_verified_who_asks(Site site)
{
    [Fact]
    public async Task An_operator_cannot_claim_a_verified_level()
    {
        var reply = await (await site.AsAsync("operator")).PostAsync("/api/tickets", Given.Ticket(("identityLevel", "Verified")));
        Assert.Equal((422, "ticket.identityLevel.unverified"), (reply.Status, reply["code"]));
    }

    [Fact]
    public async Task The_code_that_the_caller_reads_out_verifies_and_what_was_verified_stands_on_the_ticket()
    {
        var caller = await site.AsAsync("operator");
        var (id, code) = await SentAsync(caller, Given.Phone());

        // Named before it was passed, it proves nothing.
        Assert.Equal("identity.notPassed", (await caller.PostAsync("/api/tickets", Given.Ticket(("identityCheck", id))))["code"]);
        Assert.Equal("identity.code.wrong", (await caller.PostAsync($"/api/identity-checks/{id}/code", new { code = code == "000000" ? "000001" : "000000" }))["code"]);
        Assert.Equal("identity.code.shape", (await caller.PostAsync($"/api/identity-checks/{id}/code", new { code = "12" }))["code"]);
        var passed = await caller.PostAsync($"/api/identity-checks/{id}/code", new { code });
        Assert.Equal((200, "True"), (passed.Status, passed["verified"]));
        Assert.Equal("identity.notPassed", (await caller.PostAsync("/api/tickets", Given.Ticket(("identityCheck", id), ("phone", Given.Phone(1)))))["code"]);
        Assert.Equal("ticket.identityLevel.otherwise", (await caller.PostAsync("/api/tickets", Given.Ticket(("identityCheck", id), ("identityLevel", "Anonymous"))))["code"]);

        var caseId = await Given.CreatedAsync(site, ("identityCheck", id), ("creditCode", "91350100m000100y43"), ("company", "测试公司"));
        var facts = (await caller.GetAsync($"/api/tickets/{caseId}")).Body.GetProperty("facts");
        Assert.Equal("Verified", facts.GetProperty("identityLevel").GetString());
        var identity = facts.GetProperty("identity");
        Assert.Equal(("PhoneCode", "desk", "CheckDigit"), (identity.GetProperty("means").GetString(), identity.GetProperty("sentBy").GetString(), identity.GetProperty("creditCode").GetString()));
        Assert.NotEmpty(identity.GetProperty("by").GetString()!);
        Assert.NotEmpty(identity.GetProperty("at").GetString()!);
    }

    [Fact]
    public async Task After_five_wrong_codes_the_right_one_verifies_no_more()
    {
        var caller = await site.AsAsync("operator");
        var (id, code) = await SentAsync(caller, Given.Phone());
        var wrong = code == "000000" ? "000001" : "000000";
        for (var i = 0; i < 5; i++) await caller.PostAsync($"/api/identity-checks/{id}/code", new { code = wrong });

        Assert.Equal("identity.code.over", (await caller.PostAsync($"/api/identity-checks/{id}/code", new { code }))["code"]);
        Assert.Equal("identity.notPassed", (await caller.PostAsync("/api/tickets", Given.Ticket(("identityCheck", id))))["code"]);
    }

    [Fact]
    public async Task A_phone_gets_five_codes_in_an_hour()
    {
        var caller = await site.AsAsync("operator");
        for (var i = 0; i < 5; i++) Assert.Equal(200, (await caller.PostAsync("/api/identity-checks", new { phone = Given.Phone() })).Status);
        Assert.Equal((409, "identity.tooOften"), Code(await caller.PostAsync("/api/identity-checks", new { phone = "+86 " + Given.Phone() })));
    }

    [Theory]
    [InlineData("010-65231234")]
    [InlineData("12345")]
    [InlineData("")]
    [InlineData(null)]
    public async Task A_caller_without_a_mobile_phone_stays_unverified_and_is_told_so(string? phone) =>
        Assert.Equal((422, "identity.noMobile"), Code(await (await site.AsAsync("operator")).PostAsync("/api/identity-checks", new { phone })));

    [Fact]
    public async Task Nobody_but_who_registers_requests_sends_codes() =>
        Assert.Equal(403, (await (await site.AsAsync("auditor")).PostAsync("/api/identity-checks", new { phone = Given.Phone() })).Status);

    [Fact]
    public async Task A_misread_credit_code_is_refused() =>
        Assert.Equal((422, "ticket.creditCode.wrong"), Code(await (await site.AsAsync("operator")).PostAsync("/api/tickets", Given.Ticket(("creditCode", "91350100M000100Y44")))));

    /// <summary>The demo says that nobody got the code, and where it lies.</summary>
    private static async Task<(string Id, string Code)> SentAsync(Caller caller, string phone)
    {
        var reply = await caller.PostAsync("/api/identity-checks", new { phone });
        Assert.Equal((200, "True"), (reply.Status, reply["isDemo"]));
        Assert.DoesNotContain(phone, reply.Body.ToString(), StringComparison.Ordinal);
        var message = (await caller.GetAsync("/api/deliveries/desk")).Body.EnumerateArray().First(one => one.GetProperty("effectId").GetString() == "identity-" + Guid.Parse(reply["checkId"]!).ToString("N"));
        return (reply["checkId"]!, Digits().Match(message.GetProperty("text").GetString()!).Value);
    }

    private static (int, string?) Code(Reply reply) => (reply.Status, reply["code"]);

    [GeneratedRegex(@"(?<!\d)\d{6}(?!\d)")]
    private static partial Regex Digits();
}
