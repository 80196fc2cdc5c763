using JieSuJiBan.Runtime.Security;
using JieSuJiBan.Runtime.Tests.Setup;
using JieSuJiBan.Testing;
using NodaTime;
using Npgsql;

namespace JieSuJiBan.Runtime.Tests;

/// <summary>What whoever watches over the service wants to know is written once, never changed, bounded, and goes by the month.</summary>
public sealed class The_security_log(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Is_read_by_kind_account_and_time_the_newest_first()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        var log = node.Get<ISecurityLog>();
        for (var i = 0; i < 5; i++)
        {
            await log.RecordAsync(new(SecurityEvents.SignIn, "succeeded") { Account = "a" + (i % 2), Address = "10.0.0.1", Detail = new Dictionary<string, string> { ["by"] = "form" } }, Ct);
            node.Clock.Advance(Duration.FromMinutes(1));
        }

        await log.RecordAsync(new(SecurityEvents.Export, "succeeded") { Account = "a1", Subject = "110105026" }, Ct);
        var reader = node.Get<SecurityLogReader>();

        var all = await reader.EventsAsync(new(), Ct);
        Assert.Equal(6, all.Count);
        Assert.Equal(all.OrderByDescending(line => line.At), all);
        Assert.Equal(SecurityEvents.Export, all[0].Kind);
        Assert.Equal("form", all[1].Detail["by"]);
        Assert.Equal(2, (await reader.EventsAsync(new() { Kind = SecurityEvents.SignIn, Account = "a1" }, Ct)).Count);
        var first = await reader.EventsAsync(new() { Size = 4 }, Ct);
        Assert.Equal(all.Skip(4), await reader.EventsAsync(new() { After = first[^1].EventId }, Ct), EqualityComparer<SecurityLogLine>.Create((x, y) => x!.EventId == y!.EventId));
        Assert.Equal(2, (await reader.EventsAsync(new() { From = all[2].At, To = all[0].At }, Ct)).Count);
    }

    [Fact]
    public async Task Counts_equal_refusals_as_one_line_and_holds_no_more_than_its_bound()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        var log = node.Get<ISecurityLog>();
        for (var i = 0; i < 3000; i++) log.Count(new(SecurityEvents.Refused, "forbidden") { Account = "a", Subject = "/api/tickets" });
        for (var i = 0; i < 3000; i++) log.Count(new(SecurityEvents.Refused, "unauthenticated") { Address = $"10.0.{i / 250}.{i % 250}" });
        await log.FlushAsync(Ct);

        Assert.Equal(3000, await node.QueryAsync<int>("select times from jsjb.security_event where account = 'a'", Ct));
        Assert.Equal(3000L, await node.QueryAsync<long>("select sum(times) from jsjb.security_event where outcome = 'unauthenticated'", Ct));
        Assert.InRange(await node.QueryAsync<long>("select count(*) from jsjb.security_event", Ct), 2, SecurityLog.MostDistinct + 1);
    }

    [Theory]
    [InlineData("update jsjb.security_event set account = 'another'")]
    [InlineData("delete from jsjb.security_event")]
    [InlineData("truncate jsjb.security_event")]
    public async Task Refuses_to_be_changed(string statement)
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        await node.Get<ISecurityLog>().RecordAsync(new(SecurityEvents.SignIn, "failed"), Ct);

        Assert.Equal("23001", (await Assert.ThrowsAsync<PostgresException>(() => node.ExecuteAsync(statement, Ct))).SqlState);
    }

    [Fact]
    public async Task Drops_months_past_their_retention_never_the_last_half_year_and_writes_down_which()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        await node.ExecuteAsync("select jsjb.ensure_security_partitions(now() - interval '24 months', 24)", Ct);
        Assert.Equal("22023", (await Assert.ThrowsAsync<PostgresException>(() => node.ExecuteAsync("select jsjb.drop_security_partitions(30)", Ct))).SqlState);

        Assert.InRange(await node.QueryAsync<int>("select jsjb.drop_security_partitions(400)", Ct), 9, 12);
        Assert.Equal(0, await node.QueryAsync<int>("select jsjb.drop_security_partitions(400)", Ct));
        Assert.StartsWith("security_event_", await node.QueryAsync<string>("select subject from jsjb.security_event where kind = 'log.retention' limit 1", Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Holds_what_was_published_and_by_whom()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        var log = await node.Get<SecurityLogReader>().EventsAsync(new() { Kind = SecurityEvents.Publication }, Ct);
        Assert.Empty(log);
        await using (var context = await node.Get<Microsoft.EntityFrameworkCore.IDbContextFactory<Schema.JsjbDbContext>>().CreateDbContextAsync(Ct))
        {
            context.Add(new Schema.GovernanceEntry { At = node.Clock.Now, Actor = "policy2", Action = Schema.GovernanceActions.Published, Kind = Schema.DraftKind.Policy, Name = "callback.json" });
            context.Add(new Schema.GovernanceEntry { At = node.Clock.Now, Actor = "policy", Action = Schema.GovernanceActions.Saved, Kind = Schema.DraftKind.Policy, Name = "callback.json" });
            await context.SaveChangesAsync(Ct);
        }

        var line = Assert.Single(await node.Get<SecurityLogReader>().EventsAsync(new() { Kind = SecurityEvents.Publication }, Ct));
        Assert.Equal(("published", "policy2", "callback.json"), (line.Outcome, line.Account, line.Subject));
    }

    [Fact]
    public async Task Auditors_read_who_opened_which_word_of_whom()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        var (caseId, _) = await node.StartErrandAsync(Ct);
        var words = node.Vault.Seal(node.Vault.SubjectIdFor("13800138001"), caseId, new Runtime.Vault.PlainWords("phone", Engine.Descriptors.TextKind.Person, "13800138001"));
        await node.ExecuteAsync("insert into jsjb.vault_key (key_id, subject_id, wrapped_key, created_at) values ($1, $2, $3, now())", Ct, words.Keys[0].KeyId, words.Keys[0].SubjectId, words.Keys[0].WrappedKey);
        await node.ExecuteAsync("insert into jsjb.vault (vault_id, case_id, key_id, subject_id, purpose, nonce, ciphertext, created_at) values ($1, $2, $3, $4, $5, $6, $7, now())", Ct, words.Rows[0].VaultId, caseId.Value, words.Rows[0].KeyId, words.Rows[0].SubjectId, words.Rows[0].Purpose, words.Rows[0].Nonce, words.Rows[0].Ciphertext);
        var id = words["phone"]!.Id;
        await node.Vault.OpenAsync([id], Node.Someone, "view", Ct);
        await node.Vault.OpenAsync([id], Node.Someone, "masked view", Ct);
        var reader = node.Get<SecurityLogReader>();

        Assert.Equal(2, (await reader.OpeningsAsync(new() { CaseId = caseId.Value }, Ct)).Count);
        var opening = Assert.Single(await reader.OpeningsAsync(new() { OnlyFull = true, Account = Node.Someone.Id }, Ct));
        Assert.Equal(("phone", words.Rows[0].SubjectId, "view", caseId.Value), (opening.Word, opening.Person, opening.Purpose, opening.CaseId));
        Assert.Empty(await reader.OpeningsAsync(new() { CaseId = Guid.NewGuid() }, Ct));
    }
}
