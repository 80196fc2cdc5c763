
namespace JieSuJiBan.Host.Tests.Rest;

/// <summary>A whistle, an urge, supervision and flags over REST, by the accounts whose work it is (Arts. 16, 28, 34–36).</summary>
[Collection(nameof(Site))]
public sealed class When_several_units_and_watchers_meet(Site site)
{
    [Fact]
    public async Task A_department_that_is_whistled_for_sees_the_ticket_and_reports_in()
    {
        var caseId = await Given.DispatchedAsync(site);
        var (street, department, other) = (await site.AsAsync("wangjing"), await site.AsAsync("jianwei"), await site.AsAsync("chengguan"));
        Assert.Equal(404, (await department.GetAsync($"/api/tickets/{caseId}")).Status);
        await CompleteAsync(street, caseId, "SignInTicket", new { outcome = "SignedIn" });
        await CompleteAsync(street, caseId, "HandleTicket", new { outcome = "BlowWhistle" });
        await CompleteAsync(street, caseId, "BlowWhistle", new { outcome = "Blown", result = new { whistleKind = "Emergency", departments = new[] { "110105901" }, matter = "地下室违规出租。" } });

        await CompleteAsync(department, caseId, "ReportIn", new { outcome = "ReportedIn", result = new { person = "李队" } });

        Assert.Equal(200, (await department.GetAsync($"/api/tickets/{caseId}")).Status);
        Assert.Contains((await department.GetAsync("/api/tickets")).Items, row => row.GetProperty("caseId").GetString() == caseId);
        Assert.Equal(404, (await other.GetAsync($"/api/tickets/{caseId}")).Status);
        var facts = (await street.GetAsync($"/api/tickets/{caseId}")).Body.GetProperty("facts").GetProperty("whistles").GetProperty("1").GetProperty("departments").GetProperty("110105901");
        Assert.False(facts.GetProperty("late").GetBoolean());
    }

    [Fact]
    public async Task An_operator_records_an_urge_and_a_supervisor_supervises()
    {
        var caseId = await Given.DispatchedAsync(site);
        var (operator_, supervisor, handler) = (await site.AsAsync("operator"), await site.AsAsync("supervisor"), await site.AsAsync("wangjing"));

        Assert.Equal(200, (await operator_.PostAsync($"/api/tickets/{caseId}/urge", new { text = "怎么还没来人？" })).Status);
        Assert.Equal(200, (await supervisor.PostAsync($"/api/tickets/{caseId}/supervise", new { level = "Supervise", reason = "Repeated", text = "请今天办结。" })).Status);
        Assert.Equal(403, (await handler.PostAsync($"/api/tickets/{caseId}/supervise", new { level = "Supervise", reason = "Repeated" })).Status);
        Assert.Equal((422, "request.invalid"), ((await supervisor.PostAsync($"/api/tickets/{caseId}/supervise", new { level = "Shout", reason = "Repeated" })) is var wrong ? (wrong.Status, wrong["code"]) : default));

        var facts = (await supervisor.GetAsync($"/api/tickets/{caseId}")).Body.GetProperty("facts");
        Assert.Equal("Supervise", facts.GetProperty("supervision").GetProperty("1").GetProperty("level").GetString());
        Assert.True(facts.GetProperty("urges").TryGetProperty("1", out _));
        Assert.DoesNotContain("怎么还没来人", facts.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_flag_is_a_case_of_its_own_that_those_who_watch_see_and_nobody_else()
    {
        var caseId = await Given.DispatchedAsync(site);
        var (supervisor, auditor, inspector, handler) = (await site.AsAsync("supervisor"), await site.AsAsync("auditor"), await site.AsAsync("inspector"), await site.AsAsync("wangjing"));
        var body = new { act = "Shirking", evidence = "三次退单，理由不实。" };
        var first = await supervisor.PostAsync($"/api/tickets/{caseId}/flags", body, key: "flag-one-" + caseId);
        var again = await supervisor.PostAsync($"/api/tickets/{caseId}/flags", body, key: "flag-one-" + caseId);
        var raised = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => auditor.PostAsync($"/api/tickets/{caseId}/flags", body)));

        Assert.EndsWith("-J1", first["number"], StringComparison.Ordinal);
        Assert.Equal((first["number"], "True"), (again["number"], again["repeated"]));
        Assert.All(raised, reply => Assert.Equal(200, reply.Status));
        var flags = await inspector.GetAsync($"/api/tickets/{caseId}/flags");
        Assert.Equal(["1", "2", "3", "4", "5"], flags.Body.EnumerateArray().Select(flag => flag.GetProperty("number").GetString()!.Split("-J")[1]).Order());
        Assert.Equal(200, (await inspector.GetAsync($"/api/tickets/{first["number"]}")).Status);
        Assert.Equal(403, (await handler.GetAsync($"/api/tickets/{caseId}/flags")).Status);
        Assert.Equal(404, (await handler.GetAsync($"/api/tickets/{first["number"]}")).Status);
        Assert.Equal(404, (await (await site.AsAsync("operator")).GetAsync($"/api/tickets/{first["number"]}")).Status);
        Assert.DoesNotContain((await supervisor.GetAsync("/api/tickets?size=200")).Items, row => row.GetProperty("number").GetString()!.Contains("-J", StringComparison.Ordinal));
    }

    private static async Task CompleteAsync(Caller caller, string caseId, string kind, object body)
    {
        var open = (await caller.GetAsync("/api/tasks?size=200")).Items.First(task => task.GetProperty("caseId").GetString() == caseId && task.GetProperty("kind").GetString() == kind);
        var reply = await caller.PostAsync($"/api/tasks/{open.GetProperty("taskId").GetString()}/complete", body);
        Assert.True(reply.Status == 200, reply.Body.GetRawText());
    }
}
