using JieSuJiBan.Application.Accounts;
using JieSuJiBan.EmbeddedPostgres;

namespace JieSuJiBan.Host.Tests.Rest;

/// <summary>Deny by default, and what may not be seen is not in the answer.</summary>
[Collection(nameof(Site))]
public sealed class When_somebody_may_not(Site site)
{
    [Theory]
    [InlineData("/api/tickets")]
    [InlineData("/api/tasks")]
    [InlineData("/api/tasks/kinds")]
    [InlineData("/api/auth/me")]
    [InlineData("/api/deliveries/dead")]
    public async Task A_stranger_is_asked_to_sign_in(string path)
    {
        var reply = await (await site.AsAsync(null)).GetAsync(path);

        Assert.Equal((401, "auth.required"), (reply.Status, reply["code"]));
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/reference/")]
    public async Task Probes_and_the_reference_are_open(string path) => Assert.Equal(200, (await (await site.AsAsync(null)).GetAsync(path)).Status);

    [Theory]
    [InlineData("wangjing")]
    [InlineData("dispatcher")]
    [InlineData("auditor")]
    [InlineData("admin")]
    public async Task Only_an_operator_records_requests(string account)
    {
        var reply = await (await site.AsAsync(account)).PostAsync("/api/tickets", Given.Ticket());

        Assert.Equal((403, "auth.forbidden"), (reply.Status, reply["code"]));
    }

    [Fact]
    public async Task A_unit_finds_its_own_tickets_only()
    {
        var reply = await (await site.AsAsync("huilongguan")).GetAsync("/api/tickets?size=200");

        Assert.NotEmpty(reply.Items);
        Assert.All(reply.Items, ticket => Assert.Equal("110114011", ticket.GetProperty("leadUnit").GetString()));
    }

    [Fact]
    public async Task Another_units_ticket_does_not_exist_for_a_unit()
    {
        var caseId = await Given.DispatchedAsync(site);
        var other = await site.AsAsync("huilongguan");

        foreach (var path in new[] { "", "/history", "/state?at=2100-01-01T00:00:00Z" })
        {
            Assert.Equal(404, (await other.GetAsync($"/api/tickets/{caseId}{path}")).Status);
        }

        Assert.Equal(200, (await (await site.AsAsync("wangjing")).GetAsync($"/api/tickets/{caseId}")).Status);
    }

    [Fact]
    public async Task A_strangers_task_does_not_exist()
    {
        var caseId = await Given.DispatchedAsync(site);
        var task = await Given.OpenTaskAsync(await site.AsAsync("supervisor"), caseId);
        var other = await site.AsAsync("huilongguan");

        Assert.Equal(404, (await other.GetAsync($"/api/tasks/{task}")).Status);
        Assert.Equal(404, (await other.PostAsync($"/api/tasks/{task}/claim", null)).Status);
        Assert.Equal(404, (await other.PostAsync($"/api/tasks/{task}/complete", new { outcome = "SignedIn", result = new { } })).Status);
    }

    [Theory]
    [InlineData("auditor")]
    [InlineData("supervisor")]
    [InlineData("inspector")]
    public async Task Whoever_supervises_or_audits_reads_the_matter_and_finds_nobody_by_phone(string account)
    {
        var caseId = await Given.CreatedAsync(site);
        var caller = await site.AsAsync(account);

        var words = (await caller.GetAsync($"/api/tickets/{caseId}")).Body.GetProperty("words");

        Assert.Equal("小区门口路灯不亮", words.GetProperty("title").GetString());
        Assert.Equal("欧**", words.GetProperty("petitioner").GetString());
        Assert.Equal(200, (await caller.GetAsync("/api/tickets?titles=true")).Status);
        Assert.Equal(403, (await caller.PostAsync("/api/tickets/search", new { phone = Given.Phone() }, key: null)).Status);
    }

    [Fact]
    public async Task Who_the_petitioner_is_nobody_sees_without_a_reason_and_whoever_keeps_policies_not_at_all()
    {
        var caseId = await Given.CreatedAsync(site);
        foreach (var account in (string[])["operator", "dispatcher", "supervisor", "auditor"])
        {
            var caller = await site.AsAsync(account);
            var refused = await caller.GetAsync($"/api/tickets/{caseId}?words=full");
            Assert.Equal((422, "reason"), (refused.Status, refused.Fields.Single()));
            Assert.Equal(422, (await caller.GetAsync($"/api/tickets/{caseId}?words=full&reason=%20")).Status);
            Assert.Equal("欧阳测试", (await caller.GetAsync($"/api/tickets/{caseId}?words=full&reason=check")).Body.GetProperty("words").GetProperty("petitioner").GetString());
        }

        var policy = await site.AsAsync("policy");
        Assert.Equal(403, (await policy.GetAsync($"/api/tickets/{caseId}?words=full&reason=check")).Status);
        Assert.Equal(403, (await policy.GetAsync("/api/tickets?titles=true")).Status);
        var masked = (await policy.GetAsync($"/api/tickets/{caseId}")).Body.GetProperty("words");
        Assert.All(masked.EnumerateObject(), word => Assert.Contains("已隐藏", word.Value.GetString(), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("operator")]
    [InlineData("supervisor")]
    public async Task The_job_dashboard_is_for_system_administrators(string account) => Assert.Equal(403, (await (await site.AsAsync(account)).GetAsync("/jobs")).Status);

    [Fact]
    public async Task A_system_administrator_sees_the_job_dashboard() => Assert.Equal(200, (await (await site.AsAsync("admin")).GetAsync("/jobs")).Status);

    [Fact]
    public async Task A_command_that_another_site_sent_is_refused()
    {
        var caller = await site.AsAsync(null);
        caller.Client.DefaultRequestHeaders.Add("Origin", "https://elsewhere.example");

        var reply = await caller.PostAsync("/api/tickets", Given.Ticket());

        Assert.Equal((403, "request.crossSite"), (reply.Status, reply["code"]));
    }

    [Fact]
    public void The_permission_table_in_the_docs_is_the_one_in_force()
    {
        var path = Path.Combine(BuildPaths.RepositoryRoot!, "docs", "permissions.md");
        if (Environment.GetEnvironmentVariable("JSJB_RENDER_DOCS") == "1") File.WriteAllText(path, Permissions.ToMarkdown());

        // Out of date? Run this test once with JSJB_RENDER_DOCS=1.
        Assert.Equal(Permissions.ToMarkdown(), File.ReadAllText(path));
    }
}
