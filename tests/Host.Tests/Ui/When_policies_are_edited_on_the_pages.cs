using System.Text;
using JieSuJiBan.Application.Demo;
using JieSuJiBan.Host.Tests.Rest;
using Microsoft.Playwright;

namespace JieSuJiBan.Host.Tests.Ui;

[Collection(Site.Pages)]
public sealed class When_policies_are_edited_on_the_pages(UiSite pages, Site house)
{
    [Fact]
    public async Task the_catalogue_is_searched_changed_in_bulk_and_brought_in_from_a_sheet()
    {
        var address = await house.AddressAsync();
        await using var author = await Visitor.OpenAsync(pages.Browser, address, "policy", DemoAccounts.Password);
        var page = author.Page;
        await page.GotoAsync(address + "/policies");
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "派单目录" })).ToBeVisibleAsync();
        await author.PictureAsync("policies");
        await page.GotoAsync(address + "/policies/dispatch-catalog.json?q=PD-0403");
        await page.Locator("input[name=row]").First.CheckAsync();
        await page.Locator("#f-act").SelectOptionAsync("place");
        await page.Locator("#f-value").FillAsync("Planet");
        await page.GetByRole(AriaRole.Button, new() { Name = "预览修改" }).ClickAsync();
        await Assertions.Expect(page.Locator(".notice.bad")).ToContainTextAsync("Planet");
        await page.Locator("input[name=scope][value=page]").CheckAsync();
        await page.Locator("#f-act").SelectOptionAsync("priority");
        await page.Locator("#f-value").FillAsync("7");
        await page.GetByRole(AriaRole.Button, new() { Name = "预览修改" }).ClickAsync();
        await Assertions.Expect(page.Locator("#preview-h")).ToContainTextAsync("尚未写入");
        await Assertions.Expect(page.Locator("#changes tbody tr").First).ToContainTextAsync("优先级 0 → 7");
        await author.PictureAsync("policy-bulk-preview");
        await page.GetByRole(AriaRole.Button, new() { Name = "确认" }).ClickAsync();
        await Assertions.Expect(page.Locator(".notice.good")).ToContainTextAsync("已放入草稿");
        await author.PictureAsync("policy-catalogue");

        await page.GotoAsync(address + "/policies/import");
        await page.Locator("#f-file").SetInputFilesAsync(new FilePayload
        {
            Name = "catalogue.csv",
            MimeType = "text/csv",
            Buffer = Encoding.UTF8.GetBytes("id,class,area,unit,place,duty,priority,coUnits,note\r\nPD-DEFAULT,*,*,,District,,-1000\r\nBAD,nothing,*,,District,,0\r\n"),
        });
        await page.GetByRole(AriaRole.Button, new() { Name = "预览" }).ClickAsync();
        await Assertions.Expect(page.Locator("#sum-h")).ToContainTextAsync("新增 0 行，修改 1 行");
        await Assertions.Expect(page.Locator("#bad tbody tr")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("#changes tbody tr").First).ToContainTextAsync("PD-DEFAULT");
        await author.PictureAsync("policy-import");
        var faults = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "问题清单" }).ClickAsync());
        Assert.Contains("nothing", await File.ReadAllTextAsync(await faults.PathAsync(), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await page.GetByRole(AriaRole.Button, new() { Name = "只采用可用的行" }).ClickAsync();
        await Assertions.Expect(page.Locator("#rows-caption")).ToContainTextAsync("共 1 行");

        await page.GetByRole(AriaRole.Button, new() { Name = "继续修改草稿" }).ClickAsync();
        await Assertions.Expect(page.Locator("#state")).ToHaveTextAsync("编辑中");
        await author.FollowAsync(page.GetByRole(AriaRole.Button, new() { Name = "放弃" }));
        Assert.Empty(author.Complaints);
    }

    [Fact]
    public async Task a_ticket_is_explained_and_a_notice_is_brought_in()
    {
        var address = await house.AddressAsync();
        await using var author = await Visitor.OpenAsync(pages.Browser, address, "policy", DemoAccounts.Password);
        var page = author.Page;
        await page.GotoAsync(address + "/policies/explain?class=0302-01&district=110101&at=2026-04-30T16:00");
        await Assertions.Expect(page.Locator("#limits-h")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("PD-L-04");
        await page.Locator("details.more summary").First.ClickAsync();
        await author.PictureAsync("policy-explain");
        await page.GotoAsync(address + "/policies/explain?ticket=none&amount=5");
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("没有这张工单");

        await page.GotoAsync(address + "/policies/notice");
        await page.Locator("#f-article").FillAsync("国办发明电");
        await page.Locator("#f-table").FillAsync("元旦\t1月1日\t1月3日\t1月9日\n国庆节\t13月1日\t10月7日");
        await page.GetByRole(AriaRole.Button, new() { Name = "预览" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("13月1日");
        await page.Locator("#f-table").FillAsync("元旦\t1月1日\t1月3日\t1月9日\n国庆节\t10月1日\t10月7日");
        await page.GetByRole(AriaRole.Button, new() { Name = "预览" }).ClickAsync();
        await Assertions.Expect(page.Locator("#changes-h")).ToBeVisibleAsync();
        await author.PictureAsync("policy-notice");
        await page.GetByRole(AriaRole.Button, new() { Name = "放入草稿" }).ClickAsync();
        await Assertions.Expect(page.Locator(".notice.good")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "继续修改草稿" }).ClickAsync();
        await author.FollowAsync(page.GetByRole(AriaRole.Button, new() { Name = "放弃" }));
        Assert.Empty(author.Complaints);
    }

    [Fact]
    public async Task the_pages_meet_what_a_machine_can_check_of_wcag_in_both_languages_wide_and_narrow()
    {
        var address = await house.AddressAsync();
        await using var author = await Visitor.OpenAsync(pages.Browser, address, "policy", DemoAccounts.Password);
        var page = author.Page;
        foreach (var language in new[] { "zh-CN", "en" })
        {
            await page.GotoAsync($"{address}/language/{language}");
            foreach (var (name, path) in new[]
            {
                ("catalogue", "/policies/dispatch-catalog.json?class=01"),
                ("import", "/policies/import"),
                ("units-import", "/policies/organisation.json/import"),
                ("explain", "/policies/explain?class=0101-05&district=110101&type=Complaint&urgency=Urgent&at=2026-04-30T16:00&amount=5&limitUnit=WorkingDay"),
                ("notice", "/policies/notice"),
            })
            {
                foreach (var (colors, width) in new[] { (ColorScheme.Light, 1280), (ColorScheme.Dark, 1280), (ColorScheme.Light, 320) })
                {
                    await page.EmulateMediaAsync(new() { ColorScheme = colors });
                    await page.SetViewportSizeAsync(width, 900);
                    await page.GotoAsync(address + path);
                    var complaints = await author.FaultsAsync();
                    Assert.True(complaints.Length == 0, $"{path}, {language}, {colors}, {width} px:\n" + string.Join('\n', complaints));
                    if (colors == ColorScheme.Light) await author.PictureAsync($"sheets-{name}-{language}-{width}");
                }
            }
        }

        Assert.Empty(author.Complaints);
    }
}
