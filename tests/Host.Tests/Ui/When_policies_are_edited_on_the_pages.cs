using System.Text;
using JieSuJiBan.Host.Seeding;
using JieSuJiBan.Host.Tests.Rest;
using Microsoft.Playwright;

namespace JieSuJiBan.Host.Tests.Ui;

[Collection(nameof(Site))]
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
        await page.Locator("#f-value").FillAsync("Street");
        await page.GetByRole(AriaRole.Button, new() { Name = "放入草稿" }).ClickAsync();
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
        await page.GetByRole(AriaRole.Button, new() { Name = "放弃" }).ClickAsync();
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
        await page.GetByRole(AriaRole.Button, new() { Name = "放弃" }).ClickAsync();
        Assert.Empty(author.Complaints);
    }
}
