namespace JieSuJiBan.Host.Tests.Rest;

/// <summary>A petitioner urges and answers alone, with number and phone as proof.</summary>
[Collection(nameof(Site))]
public sealed class When_a_petitioner_urges(Site site)
{
    [Fact]
    public async Task The_petitioner_urges_alone_with_number_and_phone_and_nobody_else_can()
    {
        var phone = Given.Phone();
        var created = await (await site.AsAsync("operator")).PostAsync("/api/tickets", Given.Ticket());
        var nobody = await site.AsAsync(null);

        Assert.Equal(200, (await nobody.PostAsync("/api/progress/urge", new { number = created["number"], phone, text = "请尽快" }, key: null)).Status);
        Assert.Equal(404, (await nobody.PostAsync("/api/progress/urge", new { number = created["number"], phone = Given.Phone(1) }, key: null)).Status);
        Assert.Equal(409, (await nobody.PostAsync("/api/progress/answer", new { number = created["number"], phone, answers = new { solved = "Yes" } }, key: null)).Status);
    }
}
