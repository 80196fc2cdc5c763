using System.Security.Cryptography;
using System.Text;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.Replay;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Runtime.Tests.Setup;
using JieSuJiBan.Runtime.Verification;
using JieSuJiBan.Testing;
using NodaTime;

namespace JieSuJiBan.Runtime.Tests;

/// <summary>Whoever owns the database gets past every trigger. What he changes, verification finds and names, but for what its own table in docs/verification.md says that only a log outside finds.</summary>
public sealed class When_the_database_is_tampered_with(PostgresFixture postgres)
{
    private const string Housing = "110105901";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    // T7: the last entry says another actor, its hash and that of the head are made anew.
    [InlineData("{lastActor}", "case.sealDiffers")]
    // T8: every entry says another actor, and the whole chain is made anew.
    [InlineData("{everyActor}", "case.sealDiffers")]
    // The tail is cut off and the head set back.
    [InlineData("{shorter}", "case.sealDiffers")]
    [InlineData("update jsjb.case_state set seal = null", "case.unsealed")]
    [InlineData("update jsjb.case_state set sealed_version = sealed_version - 1", "case.unsealed")]
    // T13
    [InlineData("update jsjb.case_state set definition_id = 'another'", "case.differs")]
    [InlineData("update jsjb.case_state set definition_hash = repeat('0', 64)", "case.differs")]
    [InlineData("update jsjb.case_state set status = 'Finished', sub_status = 'Finished'", "case.differs")]
    [InlineData("update jsjb.case_state set child_hashes = '{}'", "case.differs")]
    // T9
    [InlineData("update jsjb.ticket set overdue = not overdue", "ticket.differs")]
    [InlineData("update jsjb.ticket set status = 'Archived'", "ticket.differs")]
    [InlineData("update jsjb.ticket set lead_unit = '110105901'", "ticket.differs")]
    [InlineData("update jsjb.ticket set feedback_due_at = accepted_at + interval '90 days'", "ticket.differs")]
    [InlineData("update jsjb.ticket set number = '1'", "ticket.differs")]
    [InlineData("update jsjb.ticket set subject_id = 'p-2'", "ticket.differs")]
    [InlineData("update jsjb.ticket set confidential = not confidential", "ticket.differs")]
    [InlineData("update jsjb.ticket set version = 0", "ticket.differs")]
    [InlineData("update jsjb.ticket set version = version + 1000", "ticket.differs")]
    [InlineData("delete from jsjb.ticket", "ticket.missing")]
    // T10
    [InlineData("delete from jsjb.timer", "timer.missing")]
    [InlineData("update jsjb.timer set due_at = due_at + interval '30 days'", "timer.differs")]
    [InlineData("insert into jsjb.timer (case_id, bookmark_id, due_at) select case_id, 'x', now() from jsjb.ticket", "timer.extra")]
    // T11
    [InlineData("update jsjb.task set role = 'operator' where status = 'open'", "task.differs")]
    [InlineData("update jsjb.task set unit_code = '110105902' where status = 'open'", "task.differs")]
    [InlineData("update jsjb.task set due_at = opened_at + interval '90 days' where status = 'open'", "task.differs")]
    [InlineData("update jsjb.task set payload = payload || '{\"note\": \"forged\"}' where status = 'open'", "task.differs")]
    [InlineData("update jsjb.task set closed_by = 'somebody else' where status = 'completed'", "task.differs")]
    [InlineData("update jsjb.task set closed_at = closed_at - interval '1 day' where status = 'completed'", "task.differs")]
    [InlineData("delete from jsjb.task where status = 'completed'", "task.missing")]
    [InlineData("delete from jsjb.task where status = 'open'", "task.missing")]
    [InlineData("update jsjb.task set task_id = task_id || '0' where status = 'open'", "task.extra")]
    [InlineData("insert into jsjb.ticket_partner select case_id, '110105902', accepted_at from jsjb.ticket", "partner.extra")]
    [InlineData("delete from jsjb.ticket_partner where unit_code = '110105901'", "partner.missing")]
    [InlineData("update jsjb.ticket_partner set accepted_at = accepted_at - interval '1 year'", "partner.differs")]
    [InlineData("update jsjb.outbox set payload = payload || '{\"text\": \"forged\"}'", "message.differs")]
    [InlineData("update jsjb.outbox set channel = 'http'", "message.differs")]
    [InlineData("delete from jsjb.outbox", "message.missing")]
    [InlineData("insert into jsjb.outbox (effect_id, case_id, channel, payload, awaits_result, status, attempts, next_attempt_at, created_at) select 'x', case_id, 'sms', '{}', false, 'pending', 0, now(), now() from jsjb.ticket", "message.extra")]
    // T6, but for what other tables still tell.
    [InlineData("delete from jsjb.journal; delete from jsjb.case_state; delete from jsjb.ticket", "case.missing")]
    public async Task Each_change_of_a_case_is_named(string sql, string finding)
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        await Whistling.PublishAsync(node, Ct);
        var caseId = await Whistling.BlowAsync(node, Ct, Housing);
        Assert.Empty(await node.FaultsAsync(caseId, Ct));

        await TamperAsync(node, sql switch
        {
            "{lastActor}" => await RehashedAsync(node, caseId, from: 2),
            "{everyActor}" => await RehashedAsync(node, caseId, from: 1),
            "{shorter}" => await ShorterAsync(node, caseId),
            _ => sql,
        });

        var findings = await node.FaultsAsync(caseId, Ct);
        Assert.Contains(findings, found => found.Code == finding);
        Assert.All(findings, found => Assert.True(found.Chinese.Length > 0 && found.English.Length > 0 && found.CaseId == caseId));
    }

    [Fact]
    public async Task Words_that_lie_with_the_ticket_it_was_merged_into_are_no_finding()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        var (one, other) = (Runtime.Cases.CaseRuntime.NewCaseId(node.Clock.Now), Runtime.Cases.CaseRuntime.NewCaseId(node.Clock.Now));
        var words = node.Vault.Seal("n-1", one, new Runtime.Vault.PlainWords("body", Engine.Descriptors.TextKind.Matter, "夜间施工"));
        var input = new StartCase(Errand.Definition.Hash, Engine.Values.Value.Object(("body", words["body"]!.ToValue())));
        await node.Cases.SubmitAsync(new(one, Guid.NewGuid(), Node.Someone, node.Clock.Now, input), words, Ct);
        await node.Cases.SubmitAsync(new(other, Guid.NewGuid(), Node.Someone, node.Clock.Now, input), null, Ct);

        Assert.Empty((await node.Verifier.VerifyAsync(one, Ct)).Findings);
        Assert.Empty((await node.Verifier.VerifyAsync(other, Ct)).Findings);
    }

    [Fact]
    public async Task A_case_that_was_carried_on_after_the_change_is_still_found()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        await Whistling.PublishAsync(node, Ct);
        var caseId = await Whistling.BlowAsync(node, Ct, Housing);
        await TamperAsync(node, "update jsjb.task set closed_by = 'somebody else' where status = 'completed'");

        await Whistling.ReportInAsync(node, caseId, Housing, Ct);

        Assert.Contains(await node.FaultsAsync(caseId, Ct), found => found.Code == "task.differs");
    }

    [Fact]
    public async Task Sealed_words_that_were_deleted_are_told_from_those_that_were_erased()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        var caseId = Runtime.Cases.CaseRuntime.NewCaseId(node.Clock.Now);
        var words = node.Vault.Seal("n-1", caseId, new Runtime.Vault.PlainWords("body", Engine.Descriptors.TextKind.Matter, "夜间施工"));
        var input = new StartCase(Errand.Definition.Hash, Engine.Values.Value.Object(("body", words["body"]!.ToValue())));
        await node.Cases.SubmitAsync(new(caseId, Guid.NewGuid(), Node.Someone, node.Clock.Now, input), words, Ct);
        await node.Vault.EraseSubjectAsync("n-1", "auditor", "本人申请", Ct);
        Assert.Empty((await node.Verifier.VerifyAsync(caseId, Ct)).Findings);

        await TamperAsync(node, "delete from jsjb.vault");

        Assert.Contains((await node.Verifier.VerifyAsync(caseId, Ct)).Findings, found => found.Code == "words.missing");
    }

    [Theory]
    // T6: nothing is left of the case but the count of its month.
    [InlineData("delete from jsjb.journal; delete from jsjb.case_state; delete from jsjb.task; delete from jsjb.timer; delete from jsjb.outbox; delete from jsjb.vault; delete from jsjb.command", "count.short")]
    // ... or its commands.
    [InlineData("delete from jsjb.journal; delete from jsjb.case_state; delete from jsjb.task; delete from jsjb.timer; delete from jsjb.outbox; delete from jsjb.vault", "case.missing")]
    // T14
    [InlineData("delete from jsjb.vault_access", "count.short")]
    [InlineData("delete from jsjb.vault_access; update jsjb.history_count set amount = 0 where subject = 'vault_access'", "count.sealDiffers")]
    // T15
    [InlineData("update jsjb.governance_log set actor = 'somebody else'", "log.sealDiffers")]
    [InlineData("insert into jsjb.governance_log (at, actor, action, kind, name, seal) select at, actor, action, kind, name, seal from jsjb.governance_log limit 1", "log.sealDiffers")]
    [InlineData("update jsjb.governance_log set actor = 'somebody else', seal = null", "count.short")]
    [InlineData("drop table jsjb.journal_202701", "partition.missing")]
    [InlineData("alter table jsjb.journal detach partition jsjb.journal_202701", "partition.detached")]
    [InlineData("alter table jsjb.journal disable trigger journal_append_only", "guard.off")]
    [InlineData("drop trigger vault_access_no_truncate on jsjb.vault_access", "guard.off")]
    [InlineData("alter table jsjb.governance_log disable trigger all", "guard.off")]
    public async Task What_no_single_case_shows_is_found_in_the_database_as_a_whole(string sql, string finding)
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        await node.ExecuteAsync("select jsjb.ensure_journal_partitions('2026-12-15Z'::timestamptz, 3)", Ct);
        await node.StartErrandAsync(Ct);
        await node.ExecuteAsync("insert into jsjb.vault_access (at, actor, vault_id, purpose) select $1, 'someone', gen_random_uuid(), 'test' from generate_series(1, 5)", Ct, node.Clock.Now.ToDateTimeUtc());
        Assert.True((await node.Drafts.CreateFromAsync(Runtime.Schema.DraftKind.Workflow, "errand", null, "tang", Ct)).IsDone);
        node.Clock.Advance(Duration.FromHours(1));
        await node.Get<HistoryCounts>().RecordAsync(Ct);
        Assert.Empty(await EverythingAsync(node));

        await TamperAsync(node, sql);

        Assert.Contains(await EverythingAsync(node), found => found.Code == finding && found.Chinese.Length > 0 && found.English.Length > 0);
    }

    [Fact]
    public async Task What_was_added_after_the_count_is_no_finding()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        await node.StartErrandAsync(Ct);
        await node.Get<HistoryCounts>().RecordAsync(Ct);
        await node.StartErrandAsync(Ct);

        Assert.Empty(await EverythingAsync(node));
    }

    [Fact]
    public async Task A_row_of_the_governance_log_of_an_earlier_release_has_no_seal_and_is_no_finding()
    {
        await using var node = await Node.StartAsync(postgres, Ct);
        await node.ExecuteAsync("insert into jsjb.governance_log (at, actor, action, kind, name) values ($1, 'tang', 'created', 'workflow', 'errand')", Ct, node.Clock.Now.ToDateTimeUtc());
        Assert.True((await node.Drafts.CreateFromAsync(Runtime.Schema.DraftKind.Workflow, "errand", null, "tang", Ct)).IsDone);
        node.Clock.Advance(Duration.FromHours(1));
        await node.Get<HistoryCounts>().RecordAsync(Ct);

        Assert.Empty(await EverythingAsync(node));
    }

    private static async Task<List<HistoryFinding>> EverythingAsync(Node node)
    {
        var findings = new List<HistoryFinding>();
        await foreach (var report in node.Verifier.VerifyAllAsync(ct: Ct)) findings.AddRange(report.Findings);
        return findings;
    }

    private static Task TamperAsync(Node node, string sql) => node.ExecuteAsync($"set session_replication_role = replica; {sql}; set session_replication_role = origin", Ct);

    /// <summary>Entries from one on say another actor; all hashes fit again, as anybody can make them.</summary>
    private static async Task<string> RehashedAsync(Node node, CaseId caseId, int from)
    {
        var statements = new StringBuilder();
        var last = JournalEntry.Genesis;
        foreach (var stored in await node.Journal.ReadAsync(caseId, ct: Ct))
        {
            var entry = stored.Entry with { PreviousHash = last };
            if (entry.Sequence >= from) entry = entry with { Stimulus = entry.Stimulus with { Actor = entry.Stimulus.Actor with { Id = "nobody" } } };
            var bytes = entry.ToBytes();
            last = Convert.ToHexStringLower(SHA256.HashData(bytes));
            statements.Append($"update jsjb.journal set entry = '\\x{Convert.ToHexStringLower(bytes)}', hash = '\\x{last}', actor = '{entry.Stimulus.Actor.Id}' where seq = {entry.Sequence};");
        }

        return statements.Append($"update jsjb.case_state set last_hash = '\\x{last}'").ToString();
    }

    private static async Task<string> ShorterAsync(Node node, CaseId caseId)
    {
        var entries = await node.Journal.ReadAsync(caseId, ct: Ct);
        var state = Replayer.Rebuild(entries.Select(stored => stored.Entry), upTo: entries.Count - 1);
        return $"delete from jsjb.journal where seq = {entries.Count}; update jsjb.case_state set version = {entries.Count - 1}, sealed_version = {entries.Count - 1}, last_hash = '\\x{entries[^2].Hash}', "
            + $"updated_at = '{state.UpdatedAt}'";
    }
}
