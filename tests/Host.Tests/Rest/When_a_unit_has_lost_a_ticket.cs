using System.Net.Http.Headers;
using JieSuJiBan.Activities.Reading;

namespace JieSuJiBan.Host.Tests.Rest;

/// <summary>A unit that lost a ticket keeps the number, the class and what it did itself: nothing that came after, no personal data, by no way out.</summary>
[Collection(nameof(Site))]
public sealed class When_a_unit_has_lost_a_ticket(Site site)
{
    private const string Body = "小区门口的三盏路灯已经一周不亮，我是欧阳测试，请尽快修复。";
    private const string Objection = "路灯由城管部门养护，不属于街道职责。";
    private const string Later = "异议成立，请城管部门办理。";

    private static string[] Secrets => ["欧阳测试", "欧*", Given.Phone(), Masking.Phone(Given.Phone())!, "路灯已经一周不亮", "小区门口路灯不亮", "测试楼", Later, "110105902", "subjectId", "\"phone\"", "\"petitioner\"", "\"body\"", "\"address\""];

    [Theory]
    [InlineData("wangjing")]
    [InlineData("chaoyang")]
    public async Task Nothing_of_what_came_after_and_nothing_of_the_petitioner_is_shown_by_any_way_out(string account)
    {
        var (caseId, number) = await LostAsync();
        var unit = await site.AsAsync(account);

        foreach (var path in new[]
        {
            $"/api/tickets/{caseId}", $"/api/tickets/{number}", $"/api/tickets/{caseId}/history", $"/api/tickets/{caseId}/state?at=2100-01-01T00:00:00Z",
            "/api/tickets?titles=true&size=200", $"/api/tickets?number={number}", "/api/tasks?size=200", $"/api/tickets/{caseId}/attachments",
            $"/api/units/{(account == "wangjing" ? "110105026" : "110105")}/tickets/export", $"/api/tickets/{caseId}?words=full&reason=check",
        })
        {
            var said = await TextAsync(unit, path, caseId);
            Assert.All(Secrets, secret => Assert.False(said.Contains(secret, StringComparison.Ordinal), $"{path} tells {secret}: {said}"));
        }
    }

    [Fact]
    public async Task The_number_the_class_and_its_own_acts_are_left()
    {
        var (caseId, number) = await LostAsync();
        var unit = await site.AsAsync("wangjing");

        var ticket = (await unit.GetAsync($"/api/tickets/{caseId}")).Body;
        Assert.Equal((number, "0102-01", "HandedOn"), (ticket.GetProperty("summary").GetProperty("number").GetString(), ticket.GetProperty("summary").GetProperty("classCode").GetString(), ticket.GetProperty("summary").GetProperty("status").GetString()));
        Assert.Equal(Objection, ticket.GetProperty("words").GetProperty("objections.1.text").GetString());
        Assert.Equal(["DispatchObjected"], (await unit.GetAsync($"/api/tickets/{caseId}/history")).Items.Select(entry => entry.GetProperty("kind").GetString()).Where(kind => kind == "DispatchObjected"));
        Assert.DoesNotContain((await unit.GetAsync($"/api/tickets/{caseId}/history")).Items, entry => entry.GetProperty("kind").GetString() is "ObjectionUpheld" or "TicketAccepted" or "TicketDispatched");
        Assert.Contains((await unit.GetAsync("/api/tickets?size=200")).Items, row => row.GetProperty("caseId").GetString() == caseId);
    }

    [Fact]
    public async Task No_question_finds_out_what_became_of_it()
    {
        var (caseId, _) = await LostAsync();
        var unit = await site.AsAsync("wangjing");

        foreach (var question in (string[])["status=AwaitingSignIn", "unit=110105902", "district=110105", "overdue=false", "class=0102-01"])
        {
            Assert.DoesNotContain(caseId, (await unit.GetAsync($"/api/tickets?size=200&{question}")).Body.GetRawText(), StringComparison.Ordinal);
        }

        Assert.DoesNotContain(caseId, (await unit.PostAsync("/api/tickets/search", new { phone = Given.Phone() }, key: null)).Body.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_can_be_done_to_it_and_its_files_are_gone()
    {
        var (caseId, _) = await LostAsync();
        var unit = await site.AsAsync("wangjing");

        Assert.Equal(404, (await unit.PostAsync($"/api/tickets/{caseId}/calls", new { reference = "cti-" + caseId, number = Given.Phone(), startedAt = DateTimeOffset.UtcNow, seconds = 5, reached = true })).Status);
        Assert.Equal(404, (await unit.GetAsync($"/api/tickets/{caseId}/trace")).Status);
        Assert.Empty((await unit.GetAsync($"/api/tickets/{caseId}/attachments")).Body.EnumerateArray());
    }

    [Fact]
    public async Task A_ticket_merged_into_one_that_the_unit_handles_is_read_on_and_one_merged_away_is_lost()
    {
        var (own, foreign) = (await Given.DispatchedAsync(site), await Given.DispatchedAsync(site));
        var (kept, away) = (await Given.DispatchedAsync(site), await DispatchedToChangpingAsync());
        var dispatcher = await site.AsAsync("dispatcher");
        Assert.Equal(200, (await dispatcher.PostAsync($"/api/tickets/{own}/merge", new { into = kept })).Status);
        Assert.Equal(200, (await dispatcher.PostAsync($"/api/tickets/{foreign}/merge", new { into = away })).Status);
        var unit = await site.AsAsync("wangjing");

        Assert.Equal("小区门口路灯不亮", (await unit.GetAsync($"/api/tickets/{own}")).Body.GetProperty("words").GetProperty("title").GetString());
        Assert.Equal("HandedOn", (await unit.GetAsync($"/api/tickets/{foreign}")).Body.GetProperty("summary").GetProperty("status").GetString());
        var rows = (await unit.GetAsync("/api/tickets?size=200")).Items;
        Assert.Equal("Merged", rows.Single(row => row.GetProperty("caseId").GetString() == own).GetProperty("status").GetString());
        Assert.Equal("HandedOn", rows.Single(row => row.GetProperty("caseId").GetString() == foreign).GetProperty("status").GetString());
    }

    [Fact]
    public async Task The_unit_that_has_it_now_reads_all_of_it()
    {
        var (caseId, _) = await LostAsync();

        var words = (await (await site.AsAsync("chengguan")).GetAsync($"/api/tickets/{caseId}")).Body.GetProperty("words");

        Assert.Equal("小区门口的三盏路灯已经一周不亮，我是欧**，请尽快修复。", words.GetProperty("body").GetString());
        Assert.Equal(Later, words.GetProperty("objections.1.decisionText").GetString());
    }

    private async Task<string> DispatchedToChangpingAsync()
    {
        var caseId = await Given.CreatedAsync(site, ("districtCode", "110114"), ("streetCode", "110114011"));
        var dispatcher = await site.AsAsync("dispatcher");
        Assert.Equal(200, (await dispatcher.PostAsync($"/api/tasks/{await Given.OpenTaskAsync(dispatcher, caseId)}/complete", new { outcome = "Dispatch", result = new { classCode = "0102-01", districtCode = "110114", streetCode = "110114011" } })).Status);
        return caseId;
    }

    private async Task<(string CaseId, string Number)> LostAsync()
    {
        var caseId = await Given.CreatedAsync(site, ("body", Body));
        var (dispatcher, street, supervisor) = (await site.AsAsync("dispatcher"), await site.AsAsync("wangjing"), await site.AsAsync("supervisor"));
        await DoneAsync(dispatcher, caseId, new { outcome = "Dispatch", result = new { classCode = "0102-01", districtCode = "110105", streetCode = "110105026" } });
        await DoneAsync(street, caseId, new { outcome = "Object", result = new { objectionGround = await GroundAsync(street, caseId), objectionCitation = "北京市市容环境卫生条例", objectionText = Objection } });
        var done = await DoneAsync(supervisor, caseId, new { outcome = "Upheld", result = new { unitCode = "110105902", opinion = Later } });
        return (caseId, done["number"]!);
    }

    private static async Task<string> GroundAsync(Caller caller, string caseId)
    {
        var task = await Given.OpenTaskAsync(caller, caseId);
        var kind = (await caller.GetAsync($"/api/tasks/{task}"))["kind"];
        var field = (await caller.GetAsync("/api/tasks/kinds")).Body.EnumerateArray().Single(known => known.GetProperty("kind").GetString() == kind)
            .GetProperty("fields").EnumerateArray().Single(asked => asked.GetProperty("name").GetString() == "objectionGround");
        return field.GetProperty("options")[0].GetProperty("value").GetString()!;
    }

    private static async Task<Reply> DoneAsync(Caller caller, string caseId, object body)
    {
        var reply = await caller.PostAsync($"/api/tasks/{await Given.OpenTaskAsync(caller, caseId)}/complete", body);
        Assert.True(reply.Status == 200, reply.Status + " " + (reply.Body.ValueKind == System.Text.Json.JsonValueKind.Undefined ? "" : reply.Body.GetRawText()));
        return reply;
    }

    /// <summary>What an answer says; of a list its entries about that ticket, whatever else the city holds.</summary>
    private static async Task<string> TextAsync(Caller caller, string path, string caseId)
    {
        using var answer = await caller.Client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        if (answer.Content.Headers.ContentType is MediaTypeHeaderValue { MediaType: "application/x-ndjson" }) return string.Join('\n', text.Split('\n').Where(line => line.Contains(caseId, StringComparison.Ordinal)));
        if (!answer.IsSuccessStatusCode) return text;
        var body = System.Text.Json.JsonDocument.Parse(text).RootElement;
        return body.ValueKind == System.Text.Json.JsonValueKind.Object && body.TryGetProperty("items", out var items) && !path.Contains("/history", StringComparison.Ordinal)
            ? string.Join('\n', items.EnumerateArray().Select(item => item.GetRawText()).Where(item => item.Contains(caseId, StringComparison.Ordinal)))
            : text;
    }
}
