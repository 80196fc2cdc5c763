using System.Text.RegularExpressions;

namespace JieSuJiBan.Host.Tests.Rest;

/// <summary>Nothing is published or retired at once because a date was mistyped: neither on a page nor over REST.</summary>
[Collection(nameof(Site))]
public sealed partial class When_a_date_cannot_be_read(Site site)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_draft_and_a_retirement_stay_as_they_are()
    {
        var (author, reviewer) = (await site.AsAsync("policy"), await site.AsAsync("policy2"));
        var name = "dated-" + Guid.NewGuid().ToString("N")[..8];
        var content = System.Text.Json.JsonSerializer.Serialize(new { id = name, definitionId = name, name = "Dated", version = 1, root = new { id = "say", type = "Elsa.WriteLine", text = new { typeName = "String", expression = new { type = "Literal", value = "one" } } } });
        var id = (await author.PostAsync("/api/governance/drafts", new { kind = "Workflow", name, content })).Body.GetProperty("draft").GetProperty("draftId").GetString();
        Assert.Equal(200, (await author.PostAsync($"/api/governance/drafts/{id}/submit", new { })).Status);
        Assert.Equal(200, (await reviewer.PostAsync($"/api/governance/drafts/{id}/approve", new { })).Status);

        foreach (var wrong in (string[])["\"2027-01-01 24:00\"", "\"2027-01-01T24:00:00Z\"", "\"2027-02-30T00:00:00Z\"", "\"2027-01-01T00:00:00+25:00\"", "\"2027-01-01T00:00:00 Asia/Shanghai\"", "\"2027-01-01T00:00:00\"", "\"2027-01-01\"", "\"\"", "\" \"", "\"soon\"", "20270101", "\"9999-12-31T23:59:59Z\"", "\"0001-01-01T00:00:00Z\"", "\"2020-01-01T00:00:00Z\"", "[]", "true"])
        {
            var reply = await reviewer.PostTextAsync($"/api/governance/drafts/{id}/publish", $$"""{"effectiveFrom":{{wrong}}}""");
            Assert.True(reply.Status is 400 or 422, $"{wrong}: {reply.Status}");
        }

        foreach (var body in (string[])["{\"effective\":\"2027-01-01T00:00:00Z\"}", "{\"effectivefrom\":\"x\"}", ""])
        {
            Assert.InRange((await reviewer.PostTextAsync($"/api/governance/drafts/{id}/publish", body)).Status, 400, 422);
        }

        Assert.InRange((await reviewer.PostAsync($"/api/governance/drafts/{id}/publish?effectiveFrom=2027-01-01", new { })).Status, 400, 422);
        foreach (var wrong in (string[])["2027-01-01 24:00", "2027-01-01T24:00", "2027-13-01T00:00", "01.01.2027", "2027-01-01T00:00+25:00", "9999-12-31T23:59", "0001-01-01T00:00", "2020-01-01T00:00", "明年元旦"])
        {
            var page = await PostAsync(reviewer.Client, $"/changes/{id}", "move", ("verb", "publish"), ("effective", wrong));
            Assert.Contains("id=\"errors\"", page, StringComparison.Ordinal);
            Assert.Equal("Approved", (await author.GetAsync($"/api/governance/drafts/{id}"))["state"]);
        }

        Assert.Equal(200, (await reviewer.PostAsync($"/api/governance/drafts/{id}/publish", new { effectiveFrom = (string?)null })).Status);
        var hash = (await author.GetAsync("/api/governance/versions/Workflow/" + name)).Body[0].GetProperty("hash").GetString();
        Assert.InRange((await author.PostTextAsync($"/api/governance/versions/workflow/{name}/{hash}/retire", """{"effectiveFrom":"2027-01-01 24:00"}""")).Status, 400, 422);
        await PostAsync(author.Client, $"/changes/versions/Workflow/{name}?retire={hash}", "retire", ("from", "2027-01-01 24:00"));
        Assert.DoesNotContain((await author.GetAsync("/api/governance/retirements?open=true")).Body.EnumerateArray(), one => one.GetProperty("definitionId").GetString() == name);
    }

    private static async Task<string> PostAsync(HttpClient client, string path, string handler, params (string Name, string Value)[] fields)
    {
        var page = await client.GetStringAsync(new Uri(path, UriKind.Relative), Ct);
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("__RequestVerificationToken", Token().Match(page).Groups[1].Value), KeyValuePair.Create("_handler", handler), .. fields.Select(field => KeyValuePair.Create(field.Name, field.Value))]);
        using var answer = await client.PostAsync(new Uri(path, UriKind.Relative), form, Ct);
        Assert.True((int)answer.StatusCode < 500, $"{path}: {(int)answer.StatusCode}");
        return await answer.Content.ReadAsStringAsync(Ct);
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
