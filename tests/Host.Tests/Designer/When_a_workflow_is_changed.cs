using System.Text.RegularExpressions;
using JieSuJiBan.Application.Demo;
using JieSuJiBan.Host.Tests.Rest;
using JieSuJiBan.Host.Tests.Ui;
using Microsoft.Playwright;

namespace JieSuJiBan.Host.Tests.Designer;

/// <summary>
/// The whole way of a change, in the browser: drawn in the real Studio, checked, corrected, reviewed by a second person, published, taken by new
/// tickets and by those that were moved. In a city of its own: what it publishes holds for every ticket.
/// </summary>
public sealed class When_a_workflow_is_changed(UiSite pages, Site house) : IClassFixture<Site>
{
    private static readonly object Placed = new { outcome = "Dispatch", result = new { classCode = "0102-01", districtCode = "110105", streetCode = "110105026" } };

    [Fact]
    public async Task a_step_is_drawn_checked_mended_approved_by_another_published_taken_by_new_tickets_and_by_moved_ones_only()
    {
        var browser = pages.Browser;
        var address = await house.AddressAsync();
        var stays = await Given.CreatedAsync(house);
        var moves = await Given.CreatedAsync(house);

        string change, added;
        await using (var author = await Visitor.OpenAsync(browser, address, "policy", DemoAccounts.Password))
        {
            added = await DrawAsync(author);
            change = await SubmitAsync(author);
            Assert.DoesNotContain(author.Complaints, words => !words.StartsWith("Unable to execute manhattan", StringComparison.Ordinal));
        }

        await using (var reviewer = await Visitor.OpenAsync(browser, address, "policy2", DemoAccounts.Password))
        {
            await PublishAsync(reviewer, change);
            Assert.Empty(reviewer.Complaints);
        }

        // What is drawn is what happens: to the new ticket, and not to one that was running.
        var fresh = await Given.CreatedAsync(house);
        await TriageAsync(house, fresh);
        Assert.Equal("HoldConference", await NextTaskAsync(house, fresh));
        await TriageAsync(house, stays);
        Assert.Equal("SignInTicket", await NextTaskAsync(house, stays));

        await using (var author = await Visitor.OpenAsync(browser, address, "policy", DemoAccounts.Password))
        {
            await SeeAsync(author, fresh, added);
            await MoveAsync(author, moves);
        }

        await TriageAsync(house, moves);
        Assert.Equal("HoldConference", await NextTaskAsync(house, moves));
    }

    /// <summary>Between triage and dispatch, units talk first: the connection is cut, the step is put in its place and connected.</summary>
    private static async Task<string> DrawAsync(Visitor author)
    {
        var studio = await StudioPage.OpenAsync(author, "ticket");
        await Assertions.Expect(studio.Checks).ToContainTextAsync("检查通过");
        await studio.LookAtAsync(700, 376, 0.75);
        await studio.CutAsync("triage", "Dispatch", "dispatch");
        var added = await studio.DragAsync("接诉即办", "派单前会商", 650, 340);
        await Assertions.Expect(studio.State).ToContainTextAsync("已保存", new() { Timeout = 60_000 });

        // Nothing leads there yet; then the ticket would end there: the page says so, at the activity.
        await Assertions.Expect(studio.Checks).ToContainTextAsync("处提醒", new() { Timeout = 60_000 });
        await Assertions.Expect(studio.Node(added)).ToHaveClassAsync(new Regex("studio-doubtful"));
        await studio.ConnectAsync("triage", "Dispatch", added);
        await Assertions.Expect(studio.Checks).ToContainTextAsync("处错误", new() { Timeout = 60_000 });
        await Assertions.Expect(studio.Node(added)).ToHaveClassAsync(new Regex("studio-bad"));
        await studio.Checks.ClickAsync();
        await Assertions.Expect(studio.Frame.Locator("#studio-findings")).ToContainTextAsync("没有归档");
        await author.PictureAsync("change-1-check-fails");
        await studio.Checks.ClickAsync();

        await studio.ConnectAsync(added, "Decided", "dispatch");
        await studio.SelectAsync(added);
        await studio.ChooseAsync("会商时限步骤", "派单");
        await Assertions.Expect(studio.Checks).ToContainTextAsync("检查通过", new() { Timeout = 60_000 });
        await author.PictureAsync("change-2-corrected");
        return added;
    }

    private static async Task<string> SubmitAsync(Visitor author)
    {
        var page = author.Page;
        await new StudioPage(page).Frame.GetByRole(AriaRole.Link, new() { Name = "变更与送审" }).ClickAsync();
        await Assertions.Expect(page.Locator(".change").First).ToBeVisibleAsync();
        await author.PictureAsync("change-3-difference");
        await page.GetByRole(AriaRole.Button, new() { Name = "送审" }).ClickAsync();
        await Assertions.Expect(page.Locator("#state")).ToHaveTextAsync("审核中");
        return page.Url;
    }

    private static async Task PublishAsync(Visitor reviewer, string change)
    {
        var page = reviewer.Page;
        await page.GotoAsync(change);
        await page.GetByRole(AriaRole.Button, new() { Name = "批准" }).ClickAsync();
        await Assertions.Expect(page.Locator("#state")).ToHaveTextAsync("已批准");
        await page.GetByRole(AriaRole.Button, new() { Name = "发布" }).ClickAsync();
        await Assertions.Expect(page.Locator("#state")).ToHaveTextAsync("已发布");
        await reviewer.PictureAsync("change-4-published");
    }

    private static async Task SeeAsync(Visitor author, string caseId, string added)
    {
        await author.Page.GotoAsync("/runs/" + caseId);
        await Assertions.Expect(new StudioPage(author.Page).Node(added)).ToHaveClassAsync(new Regex("studio-ran"), new() { Timeout = 90_000 });
        await author.PictureAsync("change-5-new-path");
    }

    private static async Task MoveAsync(Visitor author, string caseId)
    {
        var page = author.Page;
        await page.GotoAsync("/changes/versions/Workflow/ticket");
        await page.GetByRole(AriaRole.Link, new() { Name = "在办工单影响" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "生成影响报告" }).ClickAsync();
        await Assertions.Expect(page.Locator("#report-state")).ToHaveTextAsync("已完成", new() { Timeout = 60_000 });
        await page.Locator("select[name=status]").SelectOptionAsync("AwaitingTriage");
        await author.FollowAsync(page.GetByRole(AriaRole.Button, new() { Name = "筛选", Exact = true }));
        await page.Locator($"input[name=case][value='{caseId}']").CheckAsync();
        await page.Locator("input[name=confirm]").CheckAsync();
        await author.PictureAsync("change-6-in-flight");
        await page.GetByRole(AriaRole.Button, new() { Name = "只迁移勾选的" }).ClickAsync();
        await Assertions.Expect(page.Locator("article.batch .tag").First).ToHaveTextAsync("已完成", new() { Timeout = 60_000 });
        await author.PictureAsync("change-7-moved");
    }

    private static async Task TriageAsync(City house, string caseId)
    {
        var dispatcher = await house.AsAsync("dispatcher");
        var done = await dispatcher.PostAsync($"/api/tasks/{await Given.OpenTaskAsync(dispatcher, caseId)}/complete", Placed);
        Assert.Equal(200, done.Status);
    }

    /// <summary>Kind of the task that the ticket waits for now, apart from what stands beside its way.</summary>
    private static async Task<string?> NextTaskAsync(City house, string caseId)
    {
        var ticket = await (await house.AsAsync("dispatcher")).GetAsync($"/api/tickets/{caseId}");
        return ticket.Body.GetProperty("tasks").EnumerateArray().First(task => task.GetProperty("status").GetString() == "open").GetProperty("kind").GetString();
    }
}
