using System.Net.Http.Headers;
using System.Text.Json;
using JieSuJiBan.Activities.Reading;

namespace JieSuJiBan.Host.Tests.Rest;

/// <summary>Arts. 8 and 35: whoever handles a report, and whoever it is about, never learns who made it, by whatever door.</summary>
[Collection(nameof(Site))]
public sealed class When_somebody_reports_in_confidence(Site site)
{
    private static string Phone => Given.Phone();

    private static string[] Traces => ["王举报", Phone, Masking.Phone(Phone)!, "王**", "王*", "subjectId", "\"petitioner\"", "\"phone\"", "reporter@example.cn"];

    [Theory]
    [InlineData("Report", null)]
    [InlineData("Complaint", true)]
    public async Task No_door_shows_the_petitioner_to_the_handler(string type, bool? flag)
    {
        var (caseId, number) = await DispatchedAsync(type, flag);
        var handler = await site.AsAsync("wangjing");
        var task = await Given.OpenTaskAsync(handler, caseId);
        var call = new { reference = "cti-" + caseId, number = Phone, startedAt = DateTimeOffset.UtcNow, seconds = 5, reached = true };
        Assert.Equal(200, (await (await site.AsAsync("operator")).PostAsync($"/api/tickets/{caseId}/calls", call)).Status);

        foreach (var path in new[]
        {
            $"/api/tickets/{caseId}", $"/api/tickets/{caseId}?words=full&reason=check", $"/api/tickets/{number}/history", $"/api/tickets/{caseId}/state?at=2100-01-01T00:00:00Z",
            $"/api/tasks/{task}", "/api/tasks", "/api/tickets?titles=true&size=200", "/api/deliveries/desk",
        })
        {
            var reply = await handler.GetAsync(path);
            Assert.Equal(200, reply.Status);
            Assert.All(Traces, trace => Assert.DoesNotContain(trace, Of(reply, caseId), StringComparison.Ordinal));
        }

        var full = await handler.GetAsync($"/api/tickets/{caseId}?words=full&reason=check");
        Assert.Equal("有人倒垃圾", full.Body.GetProperty("words").GetProperty("title").GetString());
        Assert.Equal("某施工队", full.Body.GetProperty("words").GetProperty("accused").GetString());
    }

    [Fact]
    public async Task The_export_of_the_unit_does_not_show_the_petitioner_either()
    {
        var (caseId, _) = await DispatchedAsync("Report", null);
        var handler = await site.AsAsync("wangjing");

        using var export = await handler.Client.GetAsync(new Uri("/api/units/110105026/tickets/export", UriKind.Relative), TestContext.Current.CancellationToken);
        var line = (await export.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split('\n').Single(text => text.Contains(caseId, StringComparison.Ordinal));

        Assert.Equal("application/x-ndjson", export.Content.Headers.ContentType!.MediaType);
        Assert.All(Traces, trace => Assert.DoesNotContain(trace, line, StringComparison.Ordinal));
        Assert.Contains("有人倒垃圾", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_handler_does_not_find_the_report_by_the_phone_number()
    {
        var (caseId, _) = await DispatchedAsync("Report", null);

        Assert.DoesNotContain(caseId, (await (await site.AsAsync("wangjing")).PostAsync("/api/tickets/search", new { phone = Phone }, key: null)).Body.GetRawText(), StringComparison.Ordinal);
        Assert.Contains(caseId, (await (await site.AsAsync("operator")).PostAsync("/api/tickets/search", new { phone = Phone }, key: null)).Body.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_petitioners_own_files_are_kept_back_too()
    {
        using var body = new ByteArrayContent([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, 1]);
        body.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        var sent = await Reply.OfAsync(await (await site.AsAsync("operator")).Client.PostAsync(new Uri("/api/attachments?name=a.png", UriKind.Relative), body, TestContext.Current.CancellationToken));
        var (caseId, _) = await DispatchedAsync("Report", null, ("attachments", new[] { sent["id"] }));
        var handler = await site.AsAsync("wangjing");

        Assert.Empty((await handler.GetAsync($"/api/tickets/{caseId}/attachments")).Body.EnumerateArray());
        Assert.Equal(404, (await handler.GetAsync($"/api/tickets/{caseId}/attachments/{sent["id"]}")).Status);
        Assert.Single((await (await site.AsAsync("operator")).GetAsync($"/api/tickets/{caseId}/attachments")).Body.EnumerateArray());
    }

    [Fact]
    public async Task Those_who_call_back_still_know_whom_to_call()
    {
        var (caseId, _) = await DispatchedAsync("Report", null);

        var full = await (await site.AsAsync("callback")).GetAsync($"/api/tickets/{caseId}?words=full&reason=check");

        Assert.Equal(Phone, full.Body.GetProperty("words").GetProperty("phone").GetString());
    }

    [Fact]
    public async Task A_unit_exports_its_own_tickets_only()
    {
        Assert.Equal(404, (await (await site.AsAsync("wangjing")).GetAsync("/api/units/110114011/tickets/export")).Status);
        Assert.Equal(403, (await (await site.AsAsync("operator")).GetAsync("/api/units/110105026/tickets/export")).Status);
        using var export = await (await site.AsAsync("supervisor")).Client.GetAsync(new Uri("/api/units/110105026/tickets/export", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.True(export.IsSuccessStatusCode);
    }

    /// <summary>What somebody says in the own words names more people than the fields do.</summary>
    [Theory]
    [InlineData("wangjing")]
    [InlineData("chaoyang")]
    public async Task No_way_out_shows_a_unit_the_reporter_the_door_or_the_place_on_the_map(string account)
    {
        var (caseId, number) = await DispatchedAsync("Report", null,
            ("title", $"王举报反映有人倒垃圾，电话{Phone}"),
            ("body", $"我是王举报，我家住清水苑8号楼2单元501室，电话{Phone}，微信wangjb_77，邮箱reporter@example.cn。某施工队夜里往河边倒垃圾，车牌京A12345。"),
            ("address", "朝阳区望京街道清水苑8号楼2单元501室"), ("estate", "清水苑"), ("longitude", 116.4567891), ("latitude", 39.9876543));
        Assert.Equal(200, (await (await site.AsAsync("operator")).PostAsync($"/api/tickets/{caseId}/supplement", new { text = $"王女士又打来，改用{Given.Phone(1)}联系，某施工队还在倒。" })).Status);
        string[] traces = ["王举报", "王女士", Phone, Given.Phone(1), Masking.Phone(Phone)!, "wangjb_77", "reporter@", "8号楼", "2单元", "501室", "116.456", "39.987", "\"longitude\"", "\"latitude\"", "\"subjectId\"", "\"attachments\":["];
        var unit = await site.AsAsync(account);
        var tasks = (await unit.GetAsync($"/api/tickets/{caseId}")).Body.GetProperty("tasks").EnumerateArray().Where(task => task.GetProperty("unitCode").ValueKind == JsonValueKind.String && account == "wangjing").Select(task => $"/api/tasks/{task.GetProperty("taskId").GetString()}");

        foreach (var path in tasks.Concat([
            $"/api/tickets/{caseId}", $"/api/tickets/{caseId}?words=full&reason=check", $"/api/tickets/{number}/history", $"/api/tickets/{caseId}/state?at=2100-01-01T00:00:00Z", "/api/tickets?titles=true&size=200", "/api/tasks?size=200", "/api/deliveries/desk", $"/api/tickets/{caseId}/attachments",
        ]))
        {
            var reply = await unit.GetAsync(path);
            Assert.Equal(200, reply.Status);
            Assert.All(traces, trace => Assert.False(Of(reply, caseId).Contains(trace, StringComparison.Ordinal), $"{path} tells {trace}: {Of(reply, caseId)}"));
        }

        var words = (await unit.GetAsync($"/api/tickets/{caseId}")).Body.GetProperty("words");
        Assert.Contains("某施工队夜里往河边倒垃圾，车牌京A12345", words.GetProperty("body").GetString(), StringComparison.Ordinal);
        Assert.Equal("某施工队", words.GetProperty("accused").GetString());
        Assert.Equal("朝阳区望京街道清水苑*号楼*单元*室", words.GetProperty("address").GetString());
        Assert.DoesNotContain(caseId, (await unit.PostAsync("/api/tickets/search", new { phone = Phone }, key: null)).Body.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_operator_is_warned_that_the_words_say_who_reports_and_the_report_is_taken_all_the_same()
    {
        var named = await (await site.AsAsync("operator")).PostAsync("/api/tickets", Given.Ticket(("requestType", "Report"), ("petitioner", "王举报"), ("body", $"我是王举报，电话{Phone}，有人夜里倒垃圾。")));
        var plain = await (await site.AsAsync("operator")).PostAsync("/api/tickets", Given.Ticket(("requestType", "Report"), ("petitioner", "王举报"), ("body", "有人夜里往河边倒垃圾。")));
        var open = await (await site.AsAsync("operator")).PostAsync("/api/tickets", Given.Ticket(("petitioner", "王举报"), ("body", $"我是王举报，电话{Phone}，有人夜里倒垃圾。")));

        Assert.Equal(201, named.Status);
        Assert.Equal(["body"], named.Body.GetProperty("warnings").EnumerateArray().Select(warning => warning.GetProperty("field").GetString()));
        Assert.All((Reply[])[plain, open], reply => Assert.True(reply.Status == 201 && reply["warnings"] is null or ""));
    }

    private async Task<(string CaseId, string Number)> DispatchedAsync(string type, bool? flag, params (string Name, object? Value)[] more)
    {
        var caseId = await Given.CreatedAsync(site,
            [("requestType", type), ("confidential", flag), ("title", "有人倒垃圾"), ("body", "夜里有人往河边倒垃圾。"), ("petitioner", "王举报"), ("mail", "reporter@example.cn"), ("accused", "某施工队"), .. more]);
        var dispatcher = await site.AsAsync("dispatcher");
        var done = await dispatcher.PostAsync($"/api/tasks/{await Given.OpenTaskAsync(dispatcher, caseId)}/complete", new { outcome = "Dispatch", result = new { classCode = "0102-01", districtCode = "110105", streetCode = "110105026" } });
        Assert.Equal(200, done.Status);
        return (caseId, done["number"]!);
    }

    /// <summary>What an answer says of that ticket: of a list, its own entry only.</summary>
    private static string Of(Reply reply, string caseId) =>
        reply.Body.ValueKind == JsonValueKind.Array ? string.Join('\n', reply.Body.EnumerateArray().Select(item => item.GetRawText()).Where(text => text.Contains(caseId, StringComparison.Ordinal)))
        : reply.Body.TryGetProperty("items", out var items) && items.EnumerateArray().Any(item => item.TryGetProperty("caseId", out _)) ? string.Join('\n', items.EnumerateArray().Select(item => item.GetRawText()).Where(text => text.Contains(caseId, StringComparison.Ordinal)))
        : reply.Body.GetRawText();
}
