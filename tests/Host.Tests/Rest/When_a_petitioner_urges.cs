namespace JieSuJiBan.Host.Tests.Rest;

/// <summary>A petitioner urges and answers alone, with number and phone as proof.</summary>
[Collection(nameof(Site))]
public sealed class When_a_petitioner_urges(Site site)
{
    [Fact]
    public async Task The_petitioner_urges_alone_with_number_and_phone_and_nobody_else_can()
    {
        var phone = "100" + Random.Shared.Next(10_000_000, 99_999_999);
        var created = await (await site.AsAsync("operator")).PostAsync("/api/tickets", Given.Ticket(("phone", phone)));
        var nobody = await site.AsAsync(null);

        Assert.Equal(200, (await nobody.PostAsync("/api/progress/urge", new { number = created["number"], phone, text = "请尽快" }, key: null)).Status);
        Assert.Equal(404, (await nobody.PostAsync("/api/progress/urge", new { number = created["number"], phone = "10000000000" }, key: null)).Status);
        Assert.Equal(409, (await nobody.PostAsync("/api/progress/answer", new { number = created["number"], phone, answers = new { solved = "Yes" } }, key: null)).Status);
    }
}
