using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Schema;
using JieSuJiBan.Runtime.Tests.Setup;
using JieSuJiBan.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using NodaTime;
using Npgsql;

namespace JieSuJiBan.Runtime.Tests;

/// <summary>A start with another pack publishes nothing: what the pack changed waits as one set, compared with what the city changed.</summary>
public sealed class When_a_pack_changes(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_start_publishes_everything_with_a_line_for_each_file()
    {
        await using var node = await EmptyAsync();
        var start = await node.Sets.StartAsync(PackFiles(), ct: Ct);

        Assert.True(start.IsFirst);
        Assert.Null(start.Waiting);
        Assert.Equal(3, node.Catalog.Policy.Callback.Attempts);
        Assert.Equal(PackFiles().Count, (await node.Drafts.LogAsync(ct: Ct)).Count(entry => entry is { Actor: "pack", Action: GovernanceActions.Published }));
        Assert.Equal(1L, await node.QueryAsync<long>("select count(*) from jsjb.security_event where kind = 'publication'", Ct));
        var again = await node.Sets.StartAsync(PackFiles(), ct: Ct);
        Assert.Equal((false, 0, null), (again.IsFirst, again.Taken.Count, again.Waiting));
    }

    [Fact]
    public async Task Files_are_taken_kept_or_conflicting_and_nothing_is_in_force_before_two_people_agree()
    {
        await using var node = await StartedAsync();
        await GovernAsync(node, "callback.json", text => Attempts(text, 7));
        await GovernAsync(node, "handling.json", text => Noted(text, "city"));
        await GovernErrandAsync(node, "05");
        var before = node.Catalog.Policy.Hash;

        var start = await node.Sets.StartAsync(PackFiles(
            ("callback.json", text => Attempts(text, 5)), ("extension.json", text => Noted(text, "pack")), ("errand", text => Slower(Versioned(text, 2), "03"))), ct: Ct);

        var set = start.Waiting!;
        Assert.Equal((3, 2), (start.Files, start.Conflicts));
        Assert.Equal(before, node.Catalog.Policy.Hash);
        Assert.Equal(2, node.Catalog.Definitions.Published("errand", node.Clock.Now)!.Version);
        Assert.Equal(
            [("errand", FileStanding.Conflicting), ("callback.json", FileStanding.Conflicting), ("extension.json", FileStanding.Taken), ("handling.json", FileStanding.Kept)],
            (await node.Sets.FilesAsync(set.SetId, Ct)).Select(file => (file.Name, file.Standing)));
        Assert.Equal(["callback.json", "errand", "extension.json"], (await node.Drafts.LogAsync(set.SetId, ct: Ct)).Where(entry => entry is { Actor: "pack", Action: GovernanceActions.Offered }).Select(entry => entry.Name).Order(StringComparer.Ordinal));

        Assert.Equal("changeSet.unresolved", (await node.Sets.SubmitAsync(set.SetId, null, null, "tang", Ct)).Refusal!.Code);
        Done(await node.Sets.ResolveAsync(set.SetId, DraftKind.Policy, "callback.json", FileChoice.City, null, null, "he", Ct));
        Done(await node.Sets.ResolveAsync(set.SetId, DraftKind.Workflow, "errand", FileChoice.Pack, null, null, "tang", Ct));
        Assert.Equal("changeSet.wrongState", (await node.Sets.PublishAsync(set.SetId, null, "li", Ct)).Refusal!.Code);
        Done(await node.Sets.SubmitAsync(set.SetId, null, null, "tang", Ct));
        Assert.Equal("changeSet.fourEyes", (await node.Sets.ApproveAsync(set.SetId, null, null, "tang", Ct)).Refusal!.Code);
        Assert.Equal("changeSet.fourEyes", (await node.Sets.ApproveAsync(set.SetId, null, null, "he", Ct)).Refusal!.Code);
        Done(await node.Sets.ApproveAsync(set.SetId, null, null, "li", Ct));
        Assert.Equal(before, node.Catalog.Policy.Hash);
        Done(await node.Sets.PublishAsync(set.SetId, null, "li", Ct));

        Assert.Equal(7, node.Catalog.Policy.Callback.Attempts);
        Assert.Contains("pack", await PolicyTextAsync(node, "extension.json"), StringComparison.Ordinal);
        Assert.Contains("city", await PolicyTextAsync(node, "handling.json"), StringComparison.Ordinal);
        // The pack's number was taken: its text arrives under the next one.
        var errand = node.Catalog.Definitions.Published("errand", node.Clock.Now)!;
        Assert.Equal(3, errand.Version);
        Assert.Contains("03:00:00", errand.ToJson(), StringComparison.Ordinal);
        Assert.Equal(
            [("callback.json", "kept"), ("errand", "published"), ("extension.json", "published")],
            (await node.Drafts.LogAsync(set.SetId, ct: Ct)).Where(entry => entry.Action is "kept" or "published").Select(entry => (entry.Name, entry.Action)).Order());

        // The base moved: the same pack brings nothing, and the city's choice is a choice.
        Assert.Null((await node.Sets.StartAsync(PackFiles(("callback.json", text => Attempts(text, 5)), ("extension.json", text => Noted(text, "pack")), ("errand", text => Slower(Versioned(text, 2), "03"))), ct: Ct)).Waiting);
        await using var other = await node.AnotherAsync(Ct);
        Assert.Equal(node.Catalog.Policy.Hash, other.Catalog.Policy.Hash);
    }

    [Fact]
    public async Task The_same_pack_again_makes_no_second_set_and_a_newer_one_keeps_what_was_decided()
    {
        await using var node = await StartedAsync();
        await GovernAsync(node, "callback.json", text => Attempts(text, 7));
        await GovernAsync(node, "handling.json", text => Noted(text, "city"));
        var first = (await node.Sets.StartAsync(PackFiles(("callback.json", text => Attempts(text, 5)), ("handling.json", text => Noted(text, "pack"))), ct: Ct)).Waiting!;
        Done(await node.Sets.ResolveAsync(first.SetId, DraftKind.Policy, "callback.json", FileChoice.Own, Attempts(Text("callback.json"), 6), null, "he", Ct));
        Done(await node.Sets.ResolveAsync(first.SetId, DraftKind.Policy, "handling.json", FileChoice.City, null, null, "he", Ct));
        var decided = await node.Sets.FindAsync(first.SetId, Ct);

        // The same pack, on several nodes at once.
        await using var other = await node.AnotherAsync(Ct);
        var again = await Task.WhenAll(Enumerable.Range(0, 4).Select(one => (one % 2 == 0 ? node : other).Sets.StartAsync(PackFiles(("callback.json", text => Attempts(text, 5)), ("handling.json", text => Noted(text, "pack"))), ct: Ct)));
        Assert.All(again, start => Assert.Equal(decided, start.Waiting));
        Assert.Single(await node.Sets.ListAsync(Ct));

        // A newer one that changes one of the two again, and one more.
        var newer = (await node.Sets.StartAsync(PackFiles(("callback.json", text => Attempts(text, 4)), ("handling.json", text => Noted(text, "pack")), ("extension.json", text => Noted(text, "pack"))), ct: Ct)).Waiting!;
        Assert.Equal(first.SetId, newer.SetId);
        var files = (await node.Sets.FilesAsync(first.SetId, Ct)).ToDictionary(file => file.Name);
        Assert.Equal((FileChoice.City, false), (files["handling.json"].Choice, files["handling.json"].IsStale));
        Assert.Equal((FileChoice.Own, true), (files["callback.json"].Choice, files["callback.json"].IsStale));
        Assert.Contains("\"attempts\": 6", files["callback.json"].OwnContent, StringComparison.Ordinal);
        Assert.Equal(FileStanding.Taken, files["extension.json"].Standing);
        Assert.Equal("changeSet.unresolved", (await node.Sets.SubmitAsync(first.SetId, null, null, "he", Ct)).Refusal!.Code);

        // Back to the pack that was published, and forth again: nothing is thrown away.
        Assert.Null((await node.Sets.StartAsync(PackFiles(), ct: Ct)).Waiting);
        Assert.Equal(ChangeSetState.Withdrawn, (await node.Sets.FindAsync(first.SetId, Ct))!.State);
        var back = (await node.Sets.StartAsync(PackFiles(("callback.json", text => Attempts(text, 4)), ("handling.json", text => Noted(text, "pack"))), ct: Ct)).Waiting!;
        Assert.Equal((first.SetId, ChangeSetState.Open), (back.SetId, back.State));
        Assert.Equal(FileChoice.City, (await node.Sets.FilesAsync(first.SetId, Ct)).Single(file => file.Name == "handling.json").Choice);
    }

    [Fact]
    public async Task Whose_decision_is_replaced_may_review_and_who_wrote_a_text_may_not()
    {
        await using var node = await StartedAsync();
        await GovernAsync(node, "callback.json", text => Attempts(text, 7));
        var set = (await node.Sets.StartAsync(PackFiles(("callback.json", text => Attempts(text, 5))), ct: Ct)).Waiting!.SetId;
        Done(await node.Sets.ResolveAsync(set, DraftKind.Policy, "callback.json", FileChoice.City, null, null, "he", Ct));
        Done(await node.Sets.ResolveAsync(set, DraftKind.Policy, "callback.json", FileChoice.Own, Attempts(Text("callback.json"), 6), null, "li", Ct));
        Done(await node.Sets.ResolveAsync(set, DraftKind.Policy, "callback.json", FileChoice.Own, Attempts(Text("callback.json"), 8), null, "tang", Ct));
        Done(await node.Sets.SubmitAsync(set, null, null, "tang", Ct));

        Assert.Equal(["li", "tang"], await node.Sets.AuthorsAsync(set, Ct));
        Assert.Equal("changeSet.fourEyes", (await node.Sets.ApproveAsync(set, null, null, "li", Ct)).Refusal!.Code);
        var forced = await Assert.ThrowsAsync<PostgresException>(() => node.ExecuteAsync("update jsjb.change_set set state = 'approved', reviewed_by = 'li' where set_id = $1", Ct, set));
        Assert.Equal(PostgresErrorCodes.RestrictViolation, forced.SqlState);
        Done(await node.Sets.ApproveAsync(set, null, null, "he", Ct));
        Assert.Equal("changeSet.noChoice", (await node.Sets.ResolveAsync(set, DraftKind.Policy, "callback.json", (FileChoice)7, null, null, "he", Ct)).Refusal!.Code);
    }

    [Fact]
    public async Task A_file_that_the_database_never_had_is_taken_and_said_so()
    {
        await using var node = await EmptyAsync();
        await node.Sets.StartAsync([.. PackFiles().Where(file => file.Name is not ("pause.json" or "asking"))], ct: Ct);
        await GovernAsync(node, "callback.json", text => Attempts(text, 7));

        var start = await node.Sets.StartAsync(PackFiles(), ct: Ct);

        Assert.Equal(["asking", "pause.json"], start.Taken.Select(file => file.Name).Order(StringComparer.Ordinal));
        Assert.Null(start.Waiting);
        Assert.Equal(7, node.Catalog.Policy.Callback.Attempts);
        Assert.True(node.Catalog.Policy.Content.ContainsKey("pause.json"));
        Assert.NotNull(node.Catalog.Definitions.Published("asking", node.Clock.Now));
        var lines = (await node.Drafts.LogAsync(ct: Ct)).Where(entry => entry.Action == GovernanceActions.TakenAtStart).ToArray();
        Assert.Equal(["asking", "pause.json"], lines.Select(entry => entry.Name).Order(StringComparer.Ordinal));
        Assert.All(lines, line => Assert.True(line is { Actor: "pack", Hash.Length: 64 }));
    }

    [Fact]
    public async Task What_depends_on_each_other_is_checked_together_and_published_together_or_not_at_all()
    {
        await using var node = await StartedAsync();
        var start = await node.Sets.StartAsync(PackFiles(("callback.json", text => text.Replace("\"attempts\": 3", "\"attempts\": -3", StringComparison.Ordinal)), ("extension.json", text => Noted(text, "pack"))), ct: Ct);
        var set = start.Waiting!.SetId;

        var refused = await node.Sets.SubmitAsync(set, null, null, "tang", Ct);
        Assert.Equal("draft.hasErrors", refused.Refusal!.Code);
        Done(await node.Sets.ResolveAsync(set, DraftKind.Policy, "callback.json", FileChoice.City, null, null, "tang", Ct));
        Done(await node.Sets.SubmitAsync(set, null, null, "tang", Ct));
        Done(await node.Sets.ApproveAsync(set, null, null, "li", Ct));

        // What the city publishes meanwhile is not written over.
        await GovernAsync(node, "extension.json", text => Noted(text, "city"));
        Assert.Equal("changeSet.overtaken", (await node.Sets.PublishAsync(set, null, "li", Ct)).Refusal!.Code);
        Assert.Contains("city", await PolicyTextAsync(node, "extension.json"), StringComparison.Ordinal);
        Done(await node.Sets.RecompareAsync(set, "tang", Ct));
        var files = await node.Sets.FilesAsync(set, Ct);
        Assert.Equal(FileStanding.Conflicting, files.Single(file => file.Name == "extension.json").Standing);
        Assert.Equal(ChangeSetState.Open, (await node.Sets.FindAsync(set, Ct))!.State);
    }

    [Fact]
    public async Task A_database_that_exists_already_learns_what_the_pack_published_last()
    {
        var connectionString = await postgres.CreateDatabaseAsync(Ct);
        var owner = PostgresFixture.OwnerOf(connectionString);
        await using var dataSource = Database.Source(owner);
        await MigrateToAsync(dataSource, "20261130150000_ChangeSets");
        // Those versions served as the owner.
        await using (var node = await Node.StartAsync(connectionString, owner, new(Instant.FromUtc(2026, 3, 1, 0, 0)), Ct))
        {
            // As the versions before published: the pack by itself, then people.
            await node.Catalog.PublishPolicyAsync(Pack.Policies(), Instant.FromUtc(2000, 1, 1, 0, 0), "pack", Ct);
            Assert.Null(await node.Catalog.PublishAsync(Errand.Definition, Instant.FromUtc(2000, 1, 1, 0, 0), "pack", Ct));
            Assert.Null(await node.Catalog.PublishAsync(Asking.Definition, Instant.FromUtc(2000, 1, 1, 0, 0), "pack", Ct));
        }

        await Node.MigrateAsync(connectionString, Ct);
        await using var now = await Node.StartAsync(connectionString, new(Instant.FromUtc(2026, 3, 1, 0, 0)), Ct);
        Assert.Null((await now.Sets.StartAsync(PackFiles(), ct: Ct)).Waiting);
        await GovernAsync(now, "callback.json", text => Attempts(text, 7));
        var set = (await now.Sets.StartAsync(PackFiles(("extension.json", text => Noted(text, "pack"))), ct: Ct)).Waiting!;
        Assert.Equal([("extension.json", FileStanding.Taken), ("callback.json", FileStanding.Kept)], (await now.Sets.FilesAsync(set.SetId, Ct)).Select(file => (file.Name, file.Standing)));
    }

    [Fact]
    public async Task A_command_beside_the_service_leaves_another_pack_alone()
    {
        await using var node = await StartedAsync();

        var start = await node.Sets.StartAsync(PackFiles(("extension.json", text => Noted(text, "pack"))), serves: false, Ct);

        Assert.Null(start.Waiting);
        Assert.Empty(await node.Sets.ListAsync(Ct));
    }

    [Fact]
    public async Task Nobody_waits_for_a_node_that_starts()
    {
        await using var node = await StartedAsync();
        await using var starting = new NpgsqlConnection(node.ConnectionString);
        await starting.OpenAsync(Ct);
        await AdvisoryLocks.Start.HoldAsync(starting, Ct);

        await GovernAsync(node, "callback.json", text => Attempts(text, 7));

        Assert.Equal(7, node.Catalog.Policy.Callback.Attempts);
    }

    private static ChangeSet Done(ChangeSetAnswer answer)
    {
        Assert.True(answer.IsDone, answer.Refusal?.English);
        return answer.Set!;
    }

    private static Draft Done(DraftAnswer answer)
    {
        Assert.True(answer.IsDone, answer.Refusal?.English);
        return answer.Draft!;
    }

    private static string Text(string file) => Pack.Policies()[file];

    private static string Attempts(string text, int count) => text.Replace("\"attempts\": 3", $"\"attempts\": {count}", StringComparison.Ordinal);

    private static string Noted(string text, string note) => System.Text.RegularExpressions.Regex.Replace(text, "(\"note\": \")", $"$1{note} ", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1));

    private static string Slower(string text, string hours) => System.Text.RegularExpressions.Regex.Replace(text, "[0-9]{2}:00:00", hours + ":00:00");

    private static string Versioned(string text, int version) => text.Replace("\"version\": 1, \"isLatest\"", $"\"version\": {version}, \"isLatest\"", StringComparison.Ordinal);

    private static IReadOnlyList<PackFile> PackFiles(params (string Name, Func<string, string> Change)[] changes)
    {
        List<PackFile> files =
        [
            .. Pack.Policies().Select(file => new PackFile(DraftKind.Policy, file.Key, file.Value)),
            new(DraftKind.Workflow, "errand", Errand.Definition.ToJson()),
            new(DraftKind.Workflow, "asking", Asking.Definition.ToJson()),
        ];
        foreach (var (name, change) in changes)
        {
            var at = files.FindIndex(file => file.Name == name);
            var changed = change(files[at].Content);
            Assert.NotEqual(files[at].Content, changed);
            files[at] = files[at] with { Content = changed };
        }

        return files;
    }

    private static async Task<string> PolicyTextAsync(Node node, string file) => (await node.Catalog.PolicyFilesAsync(node.Catalog.Policy.Hash, Ct))![file];

    private static async Task GovernAsync(Node node, string file, Func<string, string> change)
    {
        var draft = Done(await node.Drafts.CreateFromAsync(DraftKind.Policy, file, null, "author", Ct));
        Done(await node.Drafts.SaveAsync(draft.DraftId, 1, change((await node.Drafts.ContentAsync(draft.DraftId, ct: Ct))!), "author", null, Ct));
        await PublishedAsync(node, draft);
    }

    private static async Task GovernErrandAsync(Node node, string hours)
    {
        var draft = Done(await node.Drafts.CreateFromAsync(DraftKind.Workflow, "errand", null, "author", Ct));
        Done(await node.Drafts.SaveAsync(draft.DraftId, 1, Slower((await node.Drafts.ContentAsync(draft.DraftId, ct: Ct))!, hours), "author", null, Ct));
        await PublishedAsync(node, draft);
    }

    private static async Task PublishedAsync(Node node, Draft draft)
    {
        Done(await node.Drafts.SubmitAsync(draft.DraftId, null, null, "author", Ct));
        Done(await node.Drafts.ApproveAsync(draft.DraftId, null, null, "reviewer", Ct));
        Done(await node.Drafts.PublishAsync(draft.DraftId, null, "reviewer", Ct));
        node.Clock.Advance(Duration.FromMinutes(1));
    }

    private async Task<Node> EmptyAsync()
    {
        var connectionString = await postgres.CreateDatabaseAsync(Ct);
        await Node.MigrateAsync(connectionString, Ct);
        return await Node.StartAsync(connectionString, new(Instant.FromUtc(2026, 3, 2, 1, 0)), Ct);
    }

    private async Task<Node> StartedAsync()
    {
        var node = await EmptyAsync();
        await node.Sets.StartAsync(PackFiles(), ct: Ct);
        return node;
    }

    private static async Task MigrateToAsync(NpgsqlDataSource dataSource, string before)
    {
        var options = new DbContextOptionsBuilder<JsjbDbContext>();
        JsjbDbContext.Configure(options, dataSource);
        await using var context = new JsjbDbContext(options.Options);
        var last = context.Database.GetMigrations().TakeWhile(migration => string.CompareOrdinal(migration, before) < 0).Last();
        await context.GetService<Microsoft.EntityFrameworkCore.Migrations.IMigrator>().MigrateAsync(last, Ct);
    }
}
