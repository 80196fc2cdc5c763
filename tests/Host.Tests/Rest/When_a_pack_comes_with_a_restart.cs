using System.Text.RegularExpressions;
using JieSuJiBan.EmbeddedPostgres;
using JieSuJiBan.Testing.Chaos;

namespace JieSuJiBan.Host.Tests.Rest;

/// <summary>The real service, started again with another pack: what two people published stays, and what the pack brings waits for two people.</summary>
public sealed class When_a_pack_comes_with_a_restart : IAsyncDisposable
{
    private const string Description = "新的说明。";

    private readonly string directory = Path.Combine(Path.GetTempPath(), $"jsjb-pack-restart-{Guid.NewGuid():N}");
    private readonly string pack;

    public When_a_pack_comes_with_a_restart()
    {
        pack = Path.Combine(directory, "pack");
        Copy(Path.Combine(BuildPaths.RepositoryRoot!, "workflow-definitions", "beijing"), pack);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_two_people_published_stays_and_the_pack_waits_as_one_set()
    {
        await using (var first = new Running(directory, pack))
        {
            await first.StartAsync();
            await first.GovernAsync("handling.json", text => Note(text, "本市的办理要求"));
            await first.GovernAsync("callback.json", text => text.Replace("\"attempts\": 3", "\"attempts\": 7", StringComparison.Ordinal));
            await first.StopAsync();
        }

        Change("policies/extension.json", text => Note(text, "新版城市包"));
        Change("policies/callback.json", text => text.Replace("\"attempts\": 3", "\"attempts\": 5", StringComparison.Ordinal));
        Change("supervision.json", text => Described(Regex.Replace(text, "\"version\": ([0-9]+)", "\"version\": 9", RegexOptions.None, TimeSpan.FromSeconds(1))));
        await using var second = new Running(directory, pack);
        await second.StartAsync();
        var policy = await second.City.AsAsync("policy");
        Assert.Contains("\"attempts\": 7", await second.InForceAsync("Policy", "callback.json"), StringComparison.Ordinal);
        Assert.DoesNotContain("新版城市包", await second.InForceAsync("Policy", "extension.json"), StringComparison.Ordinal);
        Assert.DoesNotContain(Description, await second.InForceAsync("Workflow", "supervision"), StringComparison.Ordinal);
        Assert.Contains("/changes/sets/", second.LastWords, StringComparison.Ordinal);
        Assert.Contains("冲突", second.LastWords, StringComparison.Ordinal);

        var waiting = Assert.Single((await policy.GetAsync("/api/governance/change-sets")).Body.EnumerateArray());
        var set = "/api/governance/change-sets/" + waiting.GetProperty("setId").GetString();
        var files = (await policy.GetAsync(set)).Body.GetProperty("files").EnumerateArray().Select(file => (file.GetProperty("name").GetString(), file.GetProperty("standing").GetString()));
        Assert.Equal([("callback.json", "Conflicting"), ("supervision", "Taken"), ("extension.json", "Taken"), ("handling.json", "Kept")], files);
        var log = (await policy.GetAsync("/api/governance/log")).Body.EnumerateArray().ToArray();
        Assert.Equal(["callback.json", "extension.json", "supervision"], log.Where(entry => (entry.GetProperty("actor").GetString(), entry.GetProperty("action").GetString()) == ("pack", "offered")).Select(entry => entry.GetProperty("name").GetString()!).Order(StringComparer.Ordinal));

        Assert.Equal((409, "changeSet.unresolved"), await CodeAsync(policy, set + "/submit"));
        Assert.Equal(200, (await policy.PutAsync(set + "/files/policy/callback.json", new { choice = "City" })).Status);
        Assert.Equal(200, (await policy.PostAsync(set + "/submit", new { note = "城市包更新" })).Status);
        Assert.Equal((403, "changeSet.fourEyes"), await CodeAsync(policy, set + "/approve"));
        Assert.Empty((await policy.GetAsync("/api/governance/reviews")).Body.EnumerateArray());
        var reviewer = await second.City.AsAsync("policy2");
        Assert.Equal("ChangeSet", Assert.Single((await reviewer.GetAsync("/api/governance/reviews")).Body.EnumerateArray()).GetProperty("subject").GetString());
        Assert.Equal(200, (await reviewer.PostAsync(set + "/approve", new { })).Status);
        Assert.Equal(200, (await reviewer.PostAsync(set + "/publish", new { })).Status);
        Assert.Contains("\"attempts\": 7", await second.InForceAsync("Policy", "callback.json"), StringComparison.Ordinal);
        Assert.Contains("本市的办理要求", await second.InForceAsync("Policy", "handling.json"), StringComparison.Ordinal);
        Assert.Contains("新版城市包", await second.InForceAsync("Policy", "extension.json"), StringComparison.Ordinal);
        Assert.Contains(Description, await second.InForceAsync("Workflow", "supervision"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lone_administrator_retires_nothing_and_an_author_does_not_review_after_a_comma()
    {
        await using var running = new Running(directory, pack);
        await running.StartAsync();
        var (policy, policy2) = (await running.City.AsAsync("policy"), await running.City.AsAsync("policy2"));

        // The comma: policy writes, policy2 changes one word and sends it.
        var id = (await policy.PostAsync("/api/governance/drafts", new { kind = "Policy", name = "extension.json" })).Body.GetProperty("draft").GetProperty("draftId").GetString();
        var draft = "/api/governance/drafts/" + id;
        var text = (await policy.GetAsync(draft + "/content"))["content"]!;
        Assert.Equal(200, (await policy.PutAsync(draft + "/content", new { revision = 1, content = Note(text, "甲写的") })).Status);
        Assert.Equal(200, (await policy2.PutAsync(draft + "/content", new { revision = 2, content = Note(text, "甲写的，") })).Status);
        Assert.Equal(200, (await policy2.PostAsync(draft + "/submit", new { })).Status);
        Assert.Equal((403, "draft.fourEyes"), await CodeAsync(policy, draft + "/approve"));
        Assert.Equal((403, "draft.fourEyes"), await CodeAsync(policy2, draft + "/approve"));
        Assert.Equal((409, "draft.wrongState"), await CodeAsync(policy, draft + "/publish"));

        // The lone retirement.
        await running.GovernAsync("supervision", Described, "Workflow");
        var version = (await policy.GetAsync("/api/governance/versions/Workflow/supervision")).Body[0];
        var proposed = await policy.PostAsync($"/api/governance/versions/workflow/supervision/{version.GetProperty("hash").GetString()}/retire", new { note = "退回旧版" });
        Assert.Equal(200, proposed.Status);
        var proposal = "/api/governance/retirements/" + proposed.Body.GetProperty("proposal").GetProperty("proposalId").GetString();
        Assert.Equal("InForce", (await policy.GetAsync("/api/governance/versions/Workflow/supervision")).Body[0].GetProperty("state").GetString());
        Assert.Equal((403, "retirement.fourEyes"), await CodeAsync(policy, proposal + "/confirm"));
        Assert.Contains((await policy2.GetAsync("/api/governance/reviews")).Body.EnumerateArray(), item => item.GetProperty("subject").GetString() == "Retirement");
        Assert.Equal(200, (await policy2.PostAsync(proposal + "/confirm", new { })).Status);
        Assert.Equal("Retired", (await policy.GetAsync("/api/governance/versions/Workflow/supervision")).Body[0].GetProperty("state").GetString());
    }

    public ValueTask DisposeAsync()
    {
        if (Directory.Exists(directory)) Directory.Delete(directory, recursive: true);
        return ValueTask.CompletedTask;
    }

    private static async Task<(int, string?)> CodeAsync(Caller caller, string path)
    {
        var reply = await caller.PostAsync(path, new { });
        return (reply.Status, reply["code"]);
    }

    private static string Described(string text) => new Regex("(\"description\": ?\")", RegexOptions.None, TimeSpan.FromSeconds(1)).Replace(text, "$1" + Description, 1);

    private static string Note(string text, string note) => new Regex("\"note\": \"[^\"]*\"", RegexOptions.None, TimeSpan.FromSeconds(1)).Replace(text, $"\"note\": \"{note}\"", 1);

    private void Change(string file, Func<string, string> change)
    {
        var path = Path.Combine(pack, file);
        var (before, after) = (File.ReadAllText(path), change(File.ReadAllText(path)));
        Assert.NotEqual(before, after);
        File.WriteAllText(path, after);
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    /// <summary>The service as a process, on the data of the test.</summary>
    private sealed class Running(string directory, string pack) : IAsyncDisposable
    {
        private readonly HostProcess host = new(Path.Combine(AppContext.BaseDirectory, "JieSuJiBan.Host.dll"), Path.Combine(directory, "data"), HostProcess.FreeAddress(), $"--Pack:Directory={pack}");

        public Town City => field ??= new(host.Address);

        public string LastWords => host.LastWords;

        public Task StartAsync() => host.StartAsync(Ct);

        public Task StopAsync() => host.StopAsync(Ct);

        public ValueTask DisposeAsync() => host.DisposeAsync();

        public async Task<string> InForceAsync(string kind, string name)
        {
            var caller = await City.AsAsync("policy");
            var version = (await caller.GetAsync($"/api/governance/versions/{kind}/{name}")).Body.EnumerateArray().First(one => one.GetProperty("state").GetString() == "InForce");
            return (await caller.GetAsync($"/api/governance/versions/{kind}/{name}/{version.GetProperty("hash").GetString()}/content"))["content"]!;
        }

        /// <summary>One writes, another reviews and publishes.</summary>
        public async Task GovernAsync(string name, Func<string, string> change, string kind = "Policy")
        {
            var (author, reviewer) = (await City.AsAsync("policy"), await City.AsAsync("policy2"));
            var id = (await author.PostAsync("/api/governance/drafts", new { kind, name })).Body.GetProperty("draft").GetProperty("draftId").GetString();
            var draft = "/api/governance/drafts/" + id;
            var text = (await author.GetAsync(draft + "/content"))["content"]!;
            Assert.NotEqual(text, change(text));
            Assert.Equal(200, (await author.PutAsync(draft + "/content", new { revision = 1, content = change(text) })).Status);
            Assert.Equal(200, (await author.PostAsync(draft + "/submit", new { })).Status);
            Assert.Equal(200, (await reviewer.PostAsync(draft + "/approve", new { })).Status);
            Assert.Equal(200, (await reviewer.PostAsync(draft + "/publish", new { })).Status);
        }
    }

    private sealed class Town(Uri address) : City
    {
        public override Task<string> AddressAsync() => Task.FromResult(address.GetLeftPart(UriPartial.Authority));
    }
}
