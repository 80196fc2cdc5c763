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
        Assert.Equal(200, (await nobody.PostAsync("/api/progress/supplement", new { number = created["number"], phone, text = "三楼也漏" }, key: null)).Status);
        Assert.Equal(422, (await nobody.PostAsync("/api/progress/supplement", new { number = created["number"], phone }, key: null)).Status);
        Assert.Equal(404, (await nobody.PostAsync("/api/progress/urge", new { number = created["number"], phone = Given.Phone(1) }, key: null)).Status);
        Assert.Equal(409, (await nobody.PostAsync("/api/progress/answer", new { number = created["number"], phone, answers = new { solved = "Yes" } }, key: null)).Status);
    }

    [Fact]
    public async Task The_petitioner_of_an_emergency_reads_to_whom_it_was_handed_over()
    {
        var phone = Given.Phone();
        var created = await (await site.AsAsync("operator")).PostAsync("/api/tickets", Given.Ticket());
        var dispatcher = await site.AsAsync("dispatcher");
        var task = await Given.OpenTaskAsync(dispatcher, created["caseId"]!);
        Assert.Contains("result.takenOverBy", (await dispatcher.PostAsync($"/api/tasks/{task}/complete", new { outcome = "HandOver", result = new { receiver = "119" } })).Fields);
        Assert.Equal(200, (await dispatcher.PostAsync($"/api/tasks/{task}/complete", new { outcome = "HandOver", result = new { receiver = "119", takenOverBy = "119-7" } })).Status);

        var told = await (await site.AsAsync(null)).PostAsync("/api/progress", new { number = created["number"], phone }, key: null);

        Assert.Equal((200, "已即时移送119消防救援"), (told.Status, told["chinese"]));
        Assert.NotNull(told["handedOverAt"]);
    }
}
