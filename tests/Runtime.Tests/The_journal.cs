using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Runtime.Cases;
using JieSuJiBan.Runtime.Journal;
using JieSuJiBan.Runtime.Tests.Setup;
using JieSuJiBan.Testing;
using NodaTime;
using Npgsql;

namespace JieSuJiBan.Runtime.Tests;

public sealed class The_journal(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("update jsjb.journal set actor = 'x'")]
    [InlineData("delete from jsjb.journal")]
    [InlineData("truncate jsjb.journal")]
    [InlineData("update jsjb.definition set json = '{}'")]
    [InlineData("delete from jsjb.policy")]
    [InlineData("truncate jsjb.definition", PostgresErrorCodes.FeatureNotSupported)]
    [InlineData("truncate jsjb.definition cascade")]
    public async Task Is_not_rewritten_even_by_the_owner_of_the_tables(string sql, string code = PostgresErrorCodes.RestrictViolation)
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        await node.StartErrandAsync(Ct);
        var refusal = await Assert.ThrowsAsync<PostgresException>(() => node.ExecuteAsync(sql, Ct));
        Assert.Equal(code, refusal.SqlState);
    }

    [Fact]
    public async Task Is_guarded_partition_by_partition()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        await node.ExecuteAsync("select jsjb.ensure_journal_partitions($1, 2)", Ct, node.Clock.Now);
        await node.StartErrandAsync(Ct);
        Assert.Equal(1L, await node.QueryAsync<long>("select count(*) from jsjb.journal_202603", Ct));
        foreach (var sql in new[] { "truncate jsjb.journal_202603", "delete from jsjb.journal_202603", "truncate jsjb.journal_default" })
        {
            Assert.Equal("23001", (await Assert.ThrowsAsync<PostgresException>(() => node.ExecuteAsync(sql, Ct))).SqlState);
        }
    }

    [Theory]
    [InlineData("update jsjb.journal set entry = convert_to(replace(convert_from(entry, 'UTF8'), 'someone', 'nobody!'), 'UTF8') where seq = 2", "journal.hashDiffers")]
    [InlineData("with forged as (select convert_to(replace(convert_from(entry, 'UTF8'), 'someone', 'nobody!'), 'UTF8') as entry from jsjb.journal where seq = 2) update jsjb.journal j set entry = forged.entry, hash = sha256(forged.entry), actor = 'nobody!' from forged where j.seq = 2", "journal.chainBroken")]
    [InlineData("delete from jsjb.journal where seq = 3", "journal.tailMissing")]
    [InlineData("delete from jsjb.journal where seq = 2", "journal.gap")]
    [InlineData("update jsjb.journal set actor = 'nobody' where seq = 2", "journal.columnsDiffer")]
    [InlineData("update jsjb.journal set encoding = 2 where seq = 2", "journal.encodingUnknown")]
    [InlineData("update jsjb.journal set at = at - interval '40 days' where seq = 2", "journal.columnsDiffer")]
    [InlineData("delete from jsjb.command where command_id = (select command_id from jsjb.journal where seq = 2)", "command.missing")]
    [InlineData("update jsjb.command set at = at - interval '1 day'", "command.differs")]
    [InlineData("update jsjb.definition set json = replace(json, '01:00:00', '02:00:00')", "published.changed")]
    [InlineData("update jsjb.case_state set state = convert_to('{\"facts\":{\"status\":\"Archived\"}}', 'UTF8'), state_version = 2", "journal.stateDiffers")]
    [InlineData("update jsjb.journal set entry = '\\x00', hash = sha256('\\x00') where seq = 3", "journal.unreadable")]
    public async Task Betrays_whoever_tampers_with_it(string sql, string finding)
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        var (caseId, _) = await node.StartErrandAsync(Ct);
        await node.CompleteAsync(caseId, Ct);
        node.Clock.Advance(Duration.FromHours(1));
        await node.Sweeper.SweepAsync(ct: Ct);
        Assert.Empty((await node.Verifier.VerifyAsync(caseId, Ct)).Findings);

        // Only a superuser gets past the triggers.
        await node.ExecuteAsync($"set session_replication_role = replica; {sql}", Ct);

        Assert.Contains((await node.Verifier.VerifyAsync(caseId, Ct)).Findings, found => found.Code == finding && found.Chinese.Length > 0 && found.English.Length > 0);
    }

    [Fact]
    public async Task Names_how_each_entry_is_encoded_and_goes_on_from_none_that_it_cannot_read()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        var (caseId, _) = await node.StartErrandAsync(Ct);
        Assert.Equal((short)1, await node.QueryAsync<short>("select encoding from jsjb.journal", Ct));
        await node.ExecuteAsync("set session_replication_role = replica; update jsjb.journal set encoding = 2", Ct);

        await using var other = await Node.StartAsync(node.ConnectionString, node.Clock, Ct);

        var refusal = await Assert.ThrowsAsync<DamagedCaseException>(() => other.Cases.StateAsync(caseId, Ct));
        Assert.Contains("but found 2", Assert.IsType<FormatException>(refusal.InnerException).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<FormatException>(() => other.Get<JournalReader>().ReadAsync(caseId, ct: Ct));
    }

    [Fact]
    public async Task Is_verified_case_by_case_for_the_whole_service()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        foreach (var _ in Enumerable.Range(0, 5)) await node.StartErrandAsync(Ct);
        var entries = 0L;
        await foreach (var report in node.Verifier.VerifyAllAsync(ct: Ct))
        {
            Assert.Empty(report.Findings);
            entries += report.Entries;
        }

        Assert.Equal(5, entries);
    }

    [Fact]
    public async Task Reads_back_what_was_said()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        var (caseId, _) = await node.StartErrandAsync(Ct);
        await node.SendAsync(caseId, new CancelCase("想清楚了"), Ct);
        var entries = await node.Journal.ReadAsync(caseId, ct: Ct);
        Assert.Equal(new CancelCase("想清楚了"), entries[^1].Entry.Stimulus.Input);
        Assert.Equal(entries[0].Hash, entries[1].Entry.PreviousHash);
    }
}
