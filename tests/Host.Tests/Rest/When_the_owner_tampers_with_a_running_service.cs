using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using JieSuJiBan.Engine.Replay;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Runtime.Journal;
using JieSuJiBan.Runtime.Verification;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace JieSuJiBan.Host.Tests.Rest;

/// <summary>
/// The fifteen tamperings of the attack of 2026-11-30, each on a ticket that was made over REST, by the superuser with all triggers off, while the
/// service runs. An auditor finds and names them over REST, one ticket at a time and stretch by stretch, as docs/verification.md says.
/// </summary>
public sealed class When_the_owner_tampers_with_a_running_service(Site site) : IClassFixture<Site>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("T1", "update jsjb.journal set entry = set_byte(entry, length(entry) / 2, get_byte(entry, length(entry) / 2) # 1) where case_id = $1 and seq = 2", "journal.hashDiffers")]
    [InlineData("T2", "update jsjb.journal set actor = 'somebody-else' where case_id = $1 and seq = 2", "journal.columnsDiffer")]
    [InlineData("T3", "update jsjb.journal set at = at - interval '40 days' where case_id = $1", "journal.columnsDiffer")]
    [InlineData("T4", "delete from jsjb.journal where case_id = $1 and seq = (select max(seq) from jsjb.journal where case_id = $1)", "journal.tailMissing")]
    [InlineData("T5", "delete from jsjb.journal where case_id = $1 and seq = 2", "journal.gap")]
    [InlineData("T7", "{lastActor}", "case.sealDiffers")]
    [InlineData("T8", "{everyActor}", "case.sealDiffers")]
    [InlineData("T9 overdue", "update jsjb.ticket set overdue = not overdue where case_id = $1", "ticket.differs")]
    [InlineData("T9 status", "update jsjb.ticket set status = 'Archived' where case_id = $1", "ticket.differs")]
    [InlineData("T9 lead unit", "update jsjb.ticket set lead_unit = '110105901' where case_id = $1", "ticket.differs")]
    [InlineData("T9 due", "update jsjb.ticket set feedback_due_at = accepted_at + interval '90 days' where case_id = $1", "ticket.differs")]
    [InlineData("T9 number", "update jsjb.ticket set number = 'X' || number where case_id = $1", "ticket.differs")]
    [InlineData("T10", "delete from jsjb.timer where case_id = $1", "timer.missing")]
    [InlineData("T11", "update jsjb.task set role = 'operator', unit_code = null where case_id = $1 and status = 'open'", "task.differs")]
    [InlineData("T12", "update jsjb.case_state set state = set_byte(state, length(state) / 2, get_byte(state, length(state) / 2) # 1) where case_id = $1 and state is not null", "journal.stateDiffers")]
    [InlineData("T12 unreadable", "update jsjb.case_state set state = set_byte(state, 0, 120) where case_id = $1 and state is not null", "journal.stateDiffers")]
    [InlineData("T1 unreadable", "update jsjb.journal set entry = set_byte(entry, 0, 120) where case_id = $1 and seq = (select max(seq) from jsjb.journal where case_id = $1)", "journal.unreadable")]
    [InlineData("T13 definition", "update jsjb.case_state set definition_id = 'another' where case_id = $1", "case.differs")]
    [InlineData("T13 hash", "update jsjb.case_state set definition_hash = repeat('0', 64) where case_id = $1", "case.differs")]
    [InlineData("T13 status", "update jsjb.case_state set status = 'Finished', sub_status = 'Finished' where case_id = $1", "case.differs")]
    public async Task What_is_changed_of_a_ticket_is_found_and_named(string name, string sql, string finding)
    {
        var caseId = await TravelledAsync(isLong: name.StartsWith("T12", StringComparison.Ordinal));
        Assert.Empty(await FindingsAsync(caseId));
        Assert.Empty(await StretchAsync(caseId));

        await TamperAsync(sql switch { "{lastActor}" => await RehashedAsync(caseId, onlyLast: true), "{everyActor}" => await RehashedAsync(caseId, onlyLast: false), _ => sql }, caseId);

        Assert.Contains(finding, await FindingsAsync(caseId));
        Assert.Contains(finding, await StretchAsync(caseId));
    }

    [Theory]
    [InlineData("", "case.missing")]
    [InlineData("delete from jsjb.command where case_id = $1", "count.short")]
    public async Task T6_a_ticket_that_was_deleted_whole_is_missed_by_the_whole_and_not_by_its_key(string further, string finding)
    {
        var caseId = await TravelledAsync();
        await CountedAsync();
        Assert.DoesNotContain(finding, await StoreAsync());

        string[] tables = ["journal", "case_state", "ticket", "ticket_partner", "task", "timer", "outbox", "vault"];
        await TamperAsync(string.Join(';', tables.Select(table => $"delete from jsjb.{table} where case_id = $1").Append(further)), caseId);

        var auditor = await site.AsAsync("auditor");
        Assert.Equal(404, (await auditor.PostAsync($"/api/history/verify/{caseId}", null, key: null)).Status);
        Assert.Contains(finding, await StoreAsync());
    }

    [Fact]
    public async Task T14_openings_that_were_deleted_are_missed_by_the_count()
    {
        var caseId = await TravelledAsync();
        Assert.Equal(200, (await (await site.AsAsync("operator")).GetAsync($"/api/tickets/{caseId}?words=full&reason=check")).Status);
        await CountedAsync();
        Assert.DoesNotContain(await StoreDetailsAsync(), Is("count.short", "vault_access"));

        await TamperAsync("delete from jsjb.vault_access where vault_id in (select vault_id from jsjb.vault where case_id = $1)", caseId);

        Assert.Contains(await StoreDetailsAsync(), Is("count.short", "vault_access"));
    }

    [Theory]
    [InlineData("update jsjb.governance_log set actor = 'somebody-else' where entry_id = $1", "log.sealDiffers")]
    [InlineData("update jsjb.governance_log set at = at - interval '40 days' where entry_id = $1", "log.sealDiffers")]
    [InlineData("update jsjb.governance_log set note = 'agreed' where entry_id = $1", "log.sealDiffers")]
    [InlineData("update jsjb.governance_log set actor = 'somebody-else', seal = null where entry_id = $1", "count.short")]
    [InlineData("update jsjb.governance_log mine set (at, actor, action, kind, name, draft_id, revision, hash, before, note, seal) = (select at, actor, action, kind, name, draft_id, revision, hash, before, note, seal from jsjb.governance_log other where other.entry_id <> mine.entry_id and other.seal is not null order by entry_id limit 1) where entry_id = $1", "log.sealDiffers")]
    public async Task T15_a_row_of_the_governance_log_that_was_rewritten_is_named(string sql, string finding)
    {
        var entry = await GovernedAsync();
        await CountedAsync();
        var named = finding == "log.sealDiffers" ? $"Row {entry} " : "governance_log.sealed";
        Assert.DoesNotContain(await StoreDetailsAsync(), Is(finding, named));

        await TamperAsync(sql, entry);

        Assert.Contains(await StoreDetailsAsync(), Is(finding, named));
        await TamperAsync("delete from jsjb.governance_log where entry_id = $1", entry);
    }

    /// <summary>The limits that docs/verification.md states: what nothing inside the database shows.</summary>
    [Fact]
    public async Task What_only_a_log_outside_finds_is_not_claimed_to_be_found()
    {
        // An earlier state put back whole, with the seal that it had then.
        var caseId = await TravelledAsync();
        string[] tables = ["journal", "case_state", "ticket", "ticket_partner", "task", "timer", "outbox", "vault", "command"];
        await TamperAsync(string.Join(';', tables.Select(table => $"create table public.kept_{table} as select * from jsjb.{table} where case_id = $1")), caseId);
        Assert.Equal(200, (await (await site.AsAsync("operator")).PostAsync($"/api/tickets/{caseId}/urge", new { text = "怎么还没来人？" })).Status);
        foreach (var table in tables)
        {
            var columns = await ColumnsAsync(table);
            await TamperAsync($"delete from jsjb.{table} where case_id = $1; insert into jsjb.{table} ({columns}) overriding system value select {columns} from public.kept_{table}; drop table public.kept_{table}", caseId);
        }

        Assert.Empty(await FindingsAsync(caseId));

        // A row of the log of openings that was edited: these are counted, not sealed one by one.
        Assert.Equal(200, (await (await site.AsAsync("operator")).GetAsync($"/api/tickets/{caseId}?words=full&reason=check")).Status);
        await CountedAsync();
        var before = await StoreAsync();
        await TamperAsync("update jsjb.vault_access set actor = 'somebody-else' where vault_id in (select vault_id from jsjb.vault where case_id = $1)", caseId);
        Assert.Equal(before, await StoreAsync());
    }

    /// <summary>Dispatched, signed in, whistled for and reported in.</summary>
    private async Task<string> TravelledAsync(bool isLong = false)
    {
        var caseId = await Given.DispatchedAsync(site);
        var (street, department) = (await site.AsAsync("wangjing"), await site.AsAsync("jianwei"));
        var signIn = await Given.OpenTaskAsync(street, caseId);
        for (var turn = 0; turn < (isLong ? 4 : 0); turn++)
        {
            Assert.Equal(200, (await street.PostAsync($"/api/tasks/{signIn}/claim", null)).Status);
            Assert.Equal(200, (await street.PostAsync($"/api/tasks/{signIn}/release", null)).Status);
        }

        await CompleteAsync(street, caseId, "SignInTicket", new { outcome = "SignedIn" });
        await CompleteAsync(street, caseId, "HandleTicket", new { outcome = "BlowWhistle" });
        await CompleteAsync(street, caseId, "BlowWhistle", new { outcome = "Blown", result = new { whistleKind = "Emergency", departments = new[] { "110105901" }, matter = "地下室违规出租。" } });
        await CompleteAsync(department, caseId, "ReportIn", new { outcome = "ReportedIn", result = new { person = "李队" } });
        return caseId;
    }

    private static async Task CompleteAsync(Caller caller, string caseId, string kind, object body)
    {
        var open = (await caller.GetAsync($"/api/tickets/{caseId}")).Body.GetProperty("tasks").EnumerateArray().First(task => task.GetProperty("status").GetString() == "open" && task.GetProperty("kind").GetString() == kind);
        var reply = await caller.PostAsync($"/api/tasks/{open.GetProperty("taskId").GetString()}/complete", body);
        Assert.True(reply.Status == 200, reply.Body.GetRawText());
    }

    /// <summary>A line of the governance log, as a policy administrator makes it over REST.</summary>
    private async Task<long> GovernedAsync()
    {
        var policy = await site.AsAsync("policy");
        var made = await policy.PostAsync("/api/governance/drafts", new { kind = "Policy", name = "callback.json" });
        Assert.True(made.Status is 200 or 201, made.Body.GetRawText());
        var draft = made.Body.GetProperty("draft").GetProperty("draftId").GetString();
        var gone = await policy.PostAsync($"/api/governance/drafts/{draft}/discard", new { note = "不需要了" });
        Assert.True(gone.Status == 200, gone.Body.GetRawText());
        await using var database = await OpenAsync();
        await using var last = new NpgsqlCommand("select max(entry_id) from jsjb.governance_log where seal is not null", database);
        return (long)(await last.ExecuteScalarAsync(Cancellation))!;
    }

    /// <summary>The count that the service takes every six hours, an hour later: rows of the last minutes wait for the next.</summary>
    private async Task CountedAsync()
    {
        await ExecuteAsync("delete from jsjb.history_count");
        await ActivatorUtilities.CreateInstance<HistoryCounts>(await site.ServicesAsync(), new AnHourLater()).RecordAsync(Cancellation);
    }

    private async Task<List<string>> FindingsAsync(string caseId)
    {
        var report = await (await site.AsAsync("auditor")).PostAsync($"/api/history/verify/{caseId}", null, key: null);
        Assert.True(report.Status == 200, report.Body.GetRawText());
        var codes = Codes(report.Body.GetProperty("details"));
        Assert.Equal(codes.Count == 0, report.Body.GetProperty("isIntact").GetBoolean());
        return codes;
    }

    /// <summary>What the stretch that holds just this case says of it.</summary>
    private async Task<List<string>> StretchAsync(string caseId)
    {
        var before = (UInt128.Parse(Guid.Parse(caseId).ToString("N"), NumberStyles.HexNumber, CultureInfo.InvariantCulture) - 1).ToString("x32", CultureInfo.InvariantCulture);
        var report = await (await site.AsAsync("auditor")).PostAsync($"/api/history/verify?after={Guid.Parse(before)}&size=1", null, key: null);
        Assert.True(report.Status == 200, report.Body.GetRawText());
        return Codes(report.Body.GetProperty("findings"), caseId);
    }

    private async Task<List<string>> StoreAsync() => [.. (await StoreDetailsAsync()).Select(finding => finding.GetProperty("code").GetString()!)];

    private async Task<List<JsonElement>> StoreDetailsAsync()
    {
        var report = await (await site.AsAsync("auditor")).PostAsync("/api/history/verify?after=ffffffff-ffff-ffff-ffff-ffffffffffff", null, key: null);
        Assert.True(report.Status == 200, report.Body.GetRawText());
        return [.. report.Body.GetProperty("findings").EnumerateArray()];
    }

    private static List<string> Codes(JsonElement findings, string? caseId = null) =>
        [.. findings.EnumerateArray().Where(one => caseId is null || one.GetProperty("caseId").GetString() == caseId).Select(one => one.GetProperty("code").GetString()!)];

    private static Predicate<JsonElement> Is(string code, string words) =>
        finding => finding.GetProperty("code").GetString() == code && finding.GetProperty("english").GetString()!.Contains(words, StringComparison.Ordinal);

    private async Task<string> RehashedAsync(string caseId, bool onlyLast)
    {
        var statements = new StringBuilder();
        var entries = await (await site.ServicesAsync()).GetRequiredService<JournalReader>().ReadAsync(new CaseId(Guid.Parse(caseId)), ct: Cancellation);
        var last = JournalEntry.Genesis;
        foreach (var stored in entries)
        {
            var entry = stored.Entry with { PreviousHash = last };
            if (!onlyLast || entry.Sequence == entries.Count) entry = entry with { Stimulus = entry.Stimulus with { Actor = entry.Stimulus.Actor with { Id = "nobody" } } };
            var bytes = entry.ToBytes();
            last = Convert.ToHexStringLower(SHA256.HashData(bytes));
            statements.Append(CultureInfo.InvariantCulture, $"update jsjb.journal set entry = '\\x{Convert.ToHexStringLower(bytes)}', hash = '\\x{last}', actor = '{entry.Stimulus.Actor.Id}' where case_id = $1 and seq = {entry.Sequence};");
        }

        return statements.Append(CultureInfo.InvariantCulture, $"update jsjb.case_state set last_hash = '\\x{last}' where case_id = $1").ToString();
    }

    private Task TamperAsync(string sql, string caseId) => TamperAsync(sql.Replace("$1", $"'{Guid.Parse(caseId)}'", StringComparison.Ordinal));

    private Task TamperAsync(string sql, long number) => TamperAsync(sql.Replace("$1", number.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));

    private async Task TamperAsync(string sql) => Assert.NotEqual(0, await ExecuteAsync(sql));

    private async Task<int> ExecuteAsync(string sql)
    {
        await using var connection = await OpenAsync();
#pragma warning disable CA2100 // Statements of this class.
        await using var command = new NpgsqlCommand($"set session_replication_role = replica; {sql}", connection);
#pragma warning restore CA2100
        return await command.ExecuteNonQueryAsync(Cancellation);
    }

    private async Task<string> ColumnsAsync(string table)
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand("select string_agg(column_name, ', ' order by ordinal_position) from information_schema.columns where table_schema = 'jsjb' and table_name = $1 and is_generated = 'NEVER'", connection) { Parameters = { new() { Value = table } } };
        return (string)(await command.ExecuteScalarAsync(Cancellation))!;
    }

    private async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(await site.DatabaseAsync()) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(Cancellation);
        return connection;
    }

    private sealed class AnHourLater : NodaTime.IClock
    {
        public NodaTime.Instant GetCurrentInstant() => NodaTime.SystemClock.Instance.GetCurrentInstant() + NodaTime.Duration.FromHours(1);
    }
}
