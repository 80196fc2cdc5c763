using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using JieSuJiBan.Workflows.Policies;
using JieSuJiBan.Workflows.Sheets;

namespace JieSuJiBan.Host.Tests.Rest;

/// <summary>Policy files over HTTP: read, explained, and the dispatch catalogue in and out as CSV.</summary>
[Collection(nameof(Site))]
public sealed class When_policies_are_read_and_edited(Site site)
{
    private const string Rows = "/api/policies/dispatch-catalog.json/rows";
    private const string Csv = Rows + ".csv";

    [Fact]
    public async Task Twenty_thousand_rows_with_37_bad_ones_are_shown_first_and_taken_only_when_confirmed()
    {
        var author = await site.AsAsync("policy");
        var catalogue = (await author.GetAsync("/api/policies/dispatch-catalog.json")).Body.GetProperty("content").GetProperty("rows").EnumerateArray().ToArray();
        var streets = (await author.GetAsync("/api/policies/organisation.json")).Body.GetProperty("content").GetProperty("units").EnumerateArray()
            .Where(unit => unit.GetProperty("kind").GetString() is "Subdistrict" or "Township").Select(unit => unit.GetProperty("code").GetString()!).ToArray();
        var classes = catalogue.Select(row => row.GetProperty("class").GetString()!).Where(code => code != "*").Distinct().ToArray();
        var sheet = new StringBuilder(await (await RawAsync(HttpMethod.Get, Csv, null)).Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        for (var row = catalogue.Length; row < 20_000; row++)
        {
            var bad = row >= 20_000 - 37;
            sheet.Append(CultureInfo.InvariantCulture, $"BIG-{row},{(bad ? "no-such-class" : classes[row % classes.Length])},{streets[row / classes.Length % streets.Length]},,Street,,{1 + (row % 900)},,\r\n");
        }

        var watch = Stopwatch.StartNew();
        var preview = await RawAsync(HttpMethod.Post, Csv, sheet.ToString());
        var seen = await JsonAsync(preview);
        Assert.Equal(200, (int)preview.StatusCode);
        Assert.Equal(37, seen.GetProperty("bad").GetArrayLength());
        Assert.Equal(20_001 - 36, seen.GetProperty("bad")[0].GetProperty("line").GetInt32());
        Assert.Equal(20_000 - 37 - catalogue.Length, seen.GetProperty("added").GetInt32());
        Assert.Equal(JsonValueKind.Null, seen.GetProperty("taken").ValueKind);
        Assert.DoesNotContain((await author.GetAsync("/api/governance/drafts?kind=Policy&name=dispatch-catalog.json&open=true")).Body.EnumerateArray(), _ => true);

        var taken = await RawAsync(HttpMethod.Post, Csv + "?take=true&revision=0", sheet.ToString());
        var id = (await JsonAsync(taken)).GetProperty("taken").GetProperty("draftId").GetString();
        Assert.Equal(200, (int)taken.StatusCode);
        Assert.Equal(20_000 - 37, (await author.GetAsync("/api/policies/dispatch-catalog.json?draft=true")).Body.GetProperty("content").GetProperty("rows").GetArrayLength());
        TestContext.Current.TestOutputHelper!.WriteLine($"20,000 rows: preview and import took {watch.Elapsed.TotalSeconds:0.0} s");
        foreach (var (query, count) in new[] { ("q=big-19000", 1), ($"q=BIG-&class={classes[0]}", -1), ("district=110105&page=2", -1), ("q=nothing-like-it", 0), ("page=9999", 20_000 - 37) })
        {
            watch.Restart();
            var page = (await author.GetAsync($"/api/policies/dispatch-catalog.json/find?version=draft&{query}")).Body;
            TestContext.Current.TestOutputHelper!.WriteLine($"find {query}: {page.GetProperty("found").GetInt32()} rows in {watch.Elapsed.TotalMilliseconds:0} ms");
            if (count >= 0) Assert.Equal(count, page.GetProperty("found").GetInt32());
            Assert.InRange(page.GetProperty("rows").GetArrayLength(), count == 0 ? 0 : 1, 50);
        }

        Assert.Equal(404, (await author.GetAsync("/api/policies/dispatch-catalog.json/find?version=none")).Status);
        Assert.DoesNotContain((await author.GetAsync($"/api/governance/drafts/{id}/checks")).Body.GetProperty("findings").EnumerateArray(), finding => finding.GetProperty("isError").GetBoolean());
        Assert.Equal(20_000 - 37 - catalogue.Length, (await author.GetAsync($"/api/governance/drafts/{id}/difference")).Body.GetProperty("changes").GetArrayLength());
        TestContext.Current.TestOutputHelper!.WriteLine($"with checks and difference {watch.Elapsed.TotalSeconds:0.0} s");

        var late = await RawAsync(HttpMethod.Post, Csv + "?take=true&revision=0", "id,class,area,unit,place,duty,priority,coUnits,note\r\nA,*,*,,District,,0\r\n");
        Assert.Equal((409, "draft.exists"), ((int)late.StatusCode, (await JsonAsync(late)).GetProperty("code").GetString()));
        Assert.Equal(200, (await author.PostAsync($"/api/governance/drafts/{id}/discard", new { })).Status);
    }

    [Theory]
    [InlineData("", "sheet.empty")]
    [InlineData("id,class,area\r\n", "sheet.titles")]
    [InlineData("name\r\nx\r\n", "sheet.titles")]
    [InlineData("id,class,area,unit,place,duty,priority,coUnits,note\r\n", "sheet.noRows")]
    [InlineData("id,class,area,unit,place,duty,priority,coUnits,note\r\n\"open,*,*", "sheet.quotes")]
    public async Task What_is_no_sheet_is_refused_with_what_to_do(string text, string code)
    {
        var answer = await RawAsync(HttpMethod.Post, Csv, text);
        Assert.Equal((422, code), ((int)answer.StatusCode, (await JsonAsync(answer)).GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Twenty_thousand_rows_of_XLSX_name_all_37_bad_ones_by_row_and_column_and_come_back_unchanged()
    {
        var author = await site.AsAsync("policy");
        var file = await author.Client.GetByteArrayAsync(new Uri(Rows + ".xlsx", UriKind.Relative), TestContext.Current.CancellationToken);
        var same = await JsonAsync(await SendAsync(Rows, file));
        Assert.Equal((0, 0, 0, 0), (same.GetProperty("added").GetInt32(), same.GetProperty("changed").GetInt32(), same.GetProperty("removed").GetInt32(), same.GetProperty("badCount").GetInt32()));
        Assert.Contains("XLSX", same.GetProperty("source").GetString(), StringComparison.Ordinal);

        var catalogue = (await author.GetAsync("/api/policies/dispatch-catalog.json")).Body.GetProperty("content").GetProperty("rows").EnumerateArray().ToArray();
        var streets = (await author.GetAsync("/api/policies/organisation.json")).Body.GetProperty("content").GetProperty("units").EnumerateArray()
            .Where(unit => unit.GetProperty("kind").GetString() is "Subdistrict" or "Township").Select(unit => unit.GetProperty("code").GetString()!).ToArray();
        var classes = catalogue.Select(row => row.GetProperty("class").GetString()!).Where(code => code != "*").Distinct().ToArray();
        var rows = Enumerable.Range(0, 20_000).Select(row => (IReadOnlyList<string>)[$"BIG-{row}", classes[row % classes.Length], row % 540 == 539 ? "火星" : streets[row / classes.Length % streets.Length], "", "Street", "", $"{1 + (row % 900)}", "", "=1+1"]).ToArray();
        using var big = new MemoryStream();
        XlsxWriter.Write(big, "rows", [.. CatalogSheet.Form.Columns.Select(SheetForm.TitleOf)], [.. CatalogSheet.Form.Columns.Select(_ => 12)], rows);
        var watch = Stopwatch.StartNew();
        var seen = await JsonAsync(await SendAsync(Rows, big.ToArray()));
        TestContext.Current.TestOutputHelper!.WriteLine($"20,000 rows of XLSX ({big.Length / 1024} kB): preview took {watch.Elapsed.TotalSeconds:0.00} s");
        Assert.Equal((37, 20_000 - 37), (seen.GetProperty("badCount").GetInt32(), seen.GetProperty("added").GetInt32()));
        Assert.Equal(Enumerable.Range(1, 37).Select(bad => (bad * 540) + 1), seen.GetProperty("bad").EnumerateArray().Select(bad => bad.GetProperty("line").GetInt32()));
        Assert.All(seen.GetProperty("bad").EnumerateArray(), bad => Assert.Equal("area", bad.GetProperty("column").GetString()));
        var faults = await (await SendAsync(Rows + "/faults.csv", big.ToArray())).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1 + 37, faults.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("火星", faults, StringComparison.Ordinal);
        Assert.DoesNotContain((await author.GetAsync("/api/governance/drafts?kind=Policy&name=dispatch-catalog.json&open=true")).Body.EnumerateArray(), _ => true);
    }

    [Fact]
    public async Task The_units_come_and_go_as_sheets_too_and_other_files_say_that_they_do_not()
    {
        var author = await site.AsAsync("policy");
        var file = await author.Client.GetByteArrayAsync(new Uri("/api/policies/organisation.json/rows.xlsx", UriKind.Relative), TestContext.Current.CancellationToken);
        var same = await JsonAsync(await SendAsync("/api/policies/organisation.json/rows", file));
        Assert.Equal((0, 0), (same.GetProperty("changed").GetInt32(), same.GetProperty("badCount").GetInt32()));
        Assert.Equal(404, (int)(await SendAsync("/api/policies/city.json/rows", file)).StatusCode);
        Assert.Equal("sheet.titles", (await JsonAsync(await SendAsync(Rows, file))).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Of_two_people_who_save_one_draft_the_later_is_told_and_loses_nothing()
    {
        var (one, two) = (await site.AsAsync("policy"), await site.AsAsync("policy2"));
        var made = await one.PostAsync("/api/governance/drafts", new { kind = "Policy", name = "extension.json" });
        Assert.Equal(200, made.Status);
        var id = made.Body.GetProperty("draft").GetProperty("draftId").GetString();
        var text = (await one.GetAsync("/api/policies/extension.json?draft=true")).Body.GetProperty("text").GetString()!;
        var saves = await Task.WhenAll(
            one.PutAsync($"/api/governance/drafts/{id}/content", new { revision = 1, content = text + "\n" }),
            two.PutAsync($"/api/governance/drafts/{id}/content", new { revision = 1, content = text + "\n\n" }));
        Assert.Equal([200, 409], saves.Select(save => save.Status).Order());
        Assert.Equal("draft.cameTooLate", saves.Single(save => save.Status == 409)["code"]);
        Assert.Single((await one.GetAsync($"/api/governance/drafts/{id}/late")).Body.EnumerateArray());
        var listed = (await two.GetAsync("/api/policies")).Body.EnumerateArray().Single(file => file.GetProperty("file").GetString() == "extension.json");
        Assert.Equal(2, listed.GetProperty("draft").GetProperty("revision").GetInt64());
        Assert.Equal(200, (await one.PostAsync($"/api/governance/drafts/{id}/discard", new { })).Status);
    }

    [Fact]
    public async Task A_made_up_ticket_is_told_which_rows_apply_and_why()
    {
        var auditor = await site.AsAsync("auditor");
        var told = await auditor.GetAsync("/api/policies/explain?classCode=0302-01&district=110101&urgency=General&at=2026-03-02T09:00:00%2B08:00");
        Assert.Equal(200, told.Status);
        Assert.NotEmpty(told.Body.GetProperty("dispatch").GetProperty("notUsed").EnumerateArray());
        var feedback = told.Body.GetProperty("limits").EnumerateArray().Single(limit => limit.GetProperty("step").GetString() == "Feedback");
        Assert.Equal("2026-03-02T01:00:00Z", feedback.GetProperty("intervals")[0].GetProperty("from").GetString());
        Assert.Contains(feedback.GetProperty("rows").EnumerateArray(), row => row.GetProperty("verdict").GetString() == "Wins");
        Assert.Equal(JsonValueKind.Null, told.Body.GetProperty("differences").ValueKind);
        var holiday = (await auditor.GetAsync("/api/policies/explain?at=2026-10-01T10:00:00%2B08:00&amount=3&limitUnit=WorkingDay")).Body.GetProperty("calendar");
        Assert.Equal(("Holiday", false), (holiday.GetProperty("kind").GetString(), holiday.GetProperty("isWorkingTime").GetBoolean()));
        Assert.NotEmpty(holiday.GetProperty("intervals").EnumerateArray());
        Assert.Equal(422, (await auditor.GetAsync("/api/policies/explain?amount=many")).Status);
        Assert.Equal(422, (await auditor.GetAsync("/api/policies/explain?by=draft:none")).Status);
        Assert.Equal(422, (await auditor.GetAsync("/api/policies/explain?at=yesterday")).Status);
        Assert.Equal(404, (await auditor.GetAsync("/api/policies/explain?ticket=none")).Status);
    }

    [Fact]
    public async Task A_real_ticket_is_explained_at_its_own_instants_without_a_word_of_the_person()
    {
        var caseId = await Given.CreatedAsync(site, ("petitioner", "欧阳测试"), ("body", "说明页不得出现的话"));
        var auditor = await site.AsAsync("auditor");
        var told = await auditor.GetAsync($"/api/policies/explain?ticket={caseId}");
        Assert.Equal(200, told.Status);
        var dispatch = told.Body.GetProperty("limits").EnumerateArray().Single(limit => limit.GetProperty("step").GetString() == "Dispatch");
        Assert.Equal(told.Body.GetProperty("at").GetString(), dispatch.GetProperty("intervals")[0].GetProperty("from").GetString());
        foreach (var word in new[] { "欧阳测试", Given.Phone(), "说明页不得出现的话" }) Assert.DoesNotContain(word, told.Body.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_draft_is_asked_what_it_would_say_and_a_broken_one_says_where_it_is_broken()
    {
        var author = await site.AsAsync("policy");
        var text = (await author.GetAsync("/api/policies/request-types.json")).Body.GetProperty("text").GetString()!;
        var made = await author.PostAsync("/api/governance/drafts", new { kind = "Policy", name = "request-types.json" });
        var id = made.Body.GetProperty("draft").GetProperty("draftId").GetString();
        var question = $"/api/policies/explain?classCode=0302-01&district=110101&requestType=Complaint&at=2026-03-02T09:00:00%2B08:00&by=draft:{id}";
        Assert.Empty((await author.GetAsync(question)).Body.GetProperty("differences").EnumerateArray());
        Assert.Contains((await author.GetAsync("/api/policies/explain/choices")).Body.EnumerateArray(), option => option.GetProperty("code").GetString() == $"draft:{id}");

        Assert.Equal(200, (await author.PutAsync($"/api/governance/drafts/{id}/content", new { revision = 1, content = text.Replace("投诉", "投诉类新名", StringComparison.Ordinal) })).Status);
        var differences = (await author.GetAsync(question)).Body.GetProperty("differences").EnumerateArray().ToArray();
        Assert.NotEmpty(differences);
        Assert.All(differences, difference => Assert.Contains("投诉类新名", difference.GetProperty("after").GetProperty("chinese").GetString(), StringComparison.Ordinal));
        Assert.Equal(200, (await author.PutAsync($"/api/governance/drafts/{id}/content", new { revision = 2, content = "{}" })).Status);
        var broken = await author.GetAsync(question);
        Assert.Equal((422, "explain.badDraft"), (broken.Status, broken["code"]));
        Assert.Equal(200, (await author.PostAsync($"/api/governance/drafts/{id}/discard", new { })).Status);
    }

    [Fact]
    public async Task Auditors_read_and_others_are_turned_away()
    {
        var (auditor, other) = (await site.AsAsync("auditor"), await site.AsAsync("operator"));
        Assert.Equal(200, (await auditor.GetAsync("/api/policies")).Status);
        Assert.Equal(404, (await auditor.GetAsync("/api/policies/none.json")).Status);
        Assert.Equal(403, (int)(await RawAsync(HttpMethod.Post, Csv, "id", "auditor")).StatusCode);
        foreach (var path in new[] { "/api/policies", "/api/policies/calendar.json", "/api/policies/explain", Csv }) Assert.Equal(403, (await other.GetAsync(path)).Status);
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage answer) => JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;

    private async Task<HttpResponseMessage> SendAsync(string path, byte[] file)
    {
        using var content = new ByteArrayContent(file) { Headers = { ContentType = new("application/octet-stream") } };
        return await (await site.AsAsync("policy")).Client.PostAsync(new Uri(path, UriKind.Relative), content, TestContext.Current.CancellationToken);
    }

    private async Task<HttpResponseMessage> RawAsync(HttpMethod method, string path, string? csv, string account = "policy")
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (csv is not null) request.Content = new StringContent(csv, Encoding.UTF8, new MediaTypeHeaderValue("text/csv"));
        return await (await site.AsAsync(account)).Client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
