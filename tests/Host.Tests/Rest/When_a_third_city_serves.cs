using System.Diagnostics;
using JieSuJiBan.Application.Demo;
using JieSuJiBan.Application.Startup;

namespace JieSuJiBan.Host.Tests.Rest;

/// <summary>A third city, made of JSON alone, is served: people hold its own roles and do their tasks over REST.</summary>
public sealed class When_a_third_city_serves
{
    private static readonly string Pack = Path.Combine(Root(), "tests", "packs", "weifang");

    [Fact]
    public async Task A_person_with_a_role_of_the_citys_own_sees_and_completes_the_task_for_it()
    {
        await using var city = await CityApart.StartAsync($"--Pack:Directory={Pack}", "--Demo:Tickets=false");
        var (unknown, words) = await CommandAsync(city, "account", "add", "nobody", "--role", "officeDirecter");
        Assert.Equal(ExitCodes.Usage, unknown);
        Assert.Contains("officeDirector       热线办负责人 / Head of the hotline office", words, StringComparison.Ordinal);
        foreach (var account in (string[][])[["zhang", "--role", "officeDirector"], ["wang", "--role", "handler", "--unit", "370102-02"]])
        {
            var (code, said) = await CommandAsync(city, ["account", "add", .. account]);
            Assert.True(code == ExitCodes.Success, said);
        }

        var made = await (await city.AsAsync("operator")).PostAsync("/api/tickets", new { channel = "Phone", requestType = "Help", title = "路灯不亮", body = "小区门口路灯一周不亮。", phone = "13812345678", classCode = "01-05", districtCode = "370102" });
        Assert.Equal(201, made.Status);
        var caseId = made["caseId"]!;
        await DoAsync(city, "dispatcher", caseId, "Dispatch", new { classCode = "01-05", districtCode = "370102" });
        await DoAsync(city, "wang", caseId, "SignedIn", null);
        await DoAsync(city, "wang", caseId, "ApplyTermination", new { terminationGround = "Withdrawn" });

        var director = await city.AsAsync("zhang");
        var task = Assert.Single((await director.GetAsync("/api/tasks")).Items, item => item.GetProperty("caseId").GetString() == caseId);
        Assert.Equal("ReviewTermination", task.GetProperty("kind").GetString());
        Assert.NotEqual(200, (await (await city.AsAsync("wang")).PostAsync($"/api/tasks/{task.GetProperty("taskId").GetString()}/complete", new { outcome = "Approved", result = new { opinion = "同意" } })).Status);
        await DoAsync(city, "zhang", caseId, "Approved", new { opinion = "理由成立。" });

        var ticket = await director.GetAsync($"/api/tickets/{caseId}");
        Assert.Equal("Archived", ticket.Body.GetProperty("summary").GetProperty("status").GetString());
        var history = await director.GetAsync($"/api/tickets/{caseId}/history");
        Assert.Contains(history.Items, item => item.GetProperty("text").GetString() == "办理并答复：申请终止办理");
        Assert.Contains(history.Items, item => item.GetProperty("text").GetString() == "终止办理审核：同意终止");
        Assert.Contains("第三十一条", ticket.Body.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("北京", ticket.Body.GetRawText() + history.Body.GetRawText(), StringComparison.Ordinal);
    }

    private static async Task DoAsync(CityApart city, string account, string caseId, string outcome, object? result)
    {
        var caller = await city.AsAsync(account);
        var done = await caller.PostAsync($"/api/tasks/{await Given.OpenTaskAsync(caller, caseId)}/complete", new { outcome, result = result ?? new { } });
        Assert.True(done.Status == 200, done.Body.ToString());
    }

    /// <summary>The command as an administrator types it, beside the running service.</summary>
    private static async Task<(int Code, string Words)> CommandAsync(CityApart city, params string[] words)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "JieSuJiBan.Host.dll"));
        foreach (var word in words) start.ArgumentList.Add(word);
        start.Environment["Pack__Directory"] = Pack;
        start.Environment["Data__Directory"] = city.Directory;
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteLineAsync(DemoAccounts.Password);
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await errors);
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "JieSuJiBan.sln"))) folder = folder.Parent;
        return folder.FullName;
    }
}
