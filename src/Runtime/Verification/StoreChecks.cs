using System.Globalization;
using NodaTime;
using Npgsql;

namespace JieSuJiBan.Runtime.Verification;

/// <summary>What no single case can show: cases that are gone, holes between partitions, guards that were switched off, counts that became less.</summary>
internal static class StoreChecks
{
    /// <summary>Counting millions takes its time; nobody waits for it on a page.</summary>
    public const int TimeoutSeconds = 600;

    private const int Shown = 100;

    /// <summary>Tables whose rows are never changed; the journal's partitions come to them.</summary>
    private static readonly string[] AppendOnly = ["journal", "vault_access", "definition", "policy", "governance_log", "policy_publication", "definition_retirement", "history_count"];

    /// <summary>When the case of that id began.</summary>
    public static Instant StartOf(Guid caseId) => Instant.FromUnixTimeMilliseconds(Convert.ToInt64(caseId.ToString("N")[..12], 16));

    /// <summary>The next cases that anything is left of, by id. Tables with rows of a case but no head of it are asked for the ids in between.</summary>
    public static async Task<List<Guid>> CasesAsync(NpgsqlDataSource database, Guid after, int size, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            """
            with page as materialized (
                select case_id from jsjb.case_state where case_id > $1 order by case_id limit $2
            ), range as materialized (
                select case when count(*) = $2 then (select case_id from page order by case_id desc limit 1) else 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid end as upto from page
            )
            select case_id from page
            union select case_id from jsjb.journal, range where case_id > $1 and case_id <= upto
            union select case_id from jsjb.ticket, range where case_id > $1 and case_id <= upto
            union select case_id from jsjb.task, range where case_id > $1 and case_id <= upto
            union select case_id from jsjb.timer, range where case_id > $1 and case_id <= upto
            union select case_id from jsjb.ticket_partner, range where case_id > $1 and case_id <= upto
            union select case_id from jsjb.outbox, range where case_id > $1 and case_id <= upto
            union select case_id from jsjb.vault, range where case_id > $1 and case_id <= upto
            order by case_id
            """);
        command.CommandTimeout = TimeoutSeconds;
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = after });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = size });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var cases = new List<Guid>();
        while (await reader.ReadAsync(ct)) cases.Add(reader.GetGuid(0));
        return cases;
    }

    /// <summary>Checks the database as a whole.</summary>
    public static async Task<HistoryReport> CheckAsync(NpgsqlDataSource database, HistorySeal seal, CancellationToken ct)
    {
        var findings = new Findings(default);
        await using var connection = await database.OpenConnectionAsync(ct);
        await CheckPartitionsAsync(connection, findings, ct);
        await CheckGuardsAsync(connection, findings, ct);
        await CheckCommandsAsync(connection, findings, ct);
        await GovernanceSeal.CheckAsync(connection, seal, findings, Shown, ct);
        await CheckCountsAsync(connection, seal, findings, ct);
        return new(default, 0, findings.All);
    }

    private static async Task CheckPartitionsAsync(NpgsqlConnection connection, Findings findings, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            select c.relname, exists (select from pg_inherits i where i.inhrelid = c.oid and i.inhparent = 'jsjb.journal'::regclass)
            from pg_class c where c.relnamespace = 'jsjb'::regnamespace and c.relkind = 'r' and c.relname ~ '^journal_[0-9]{6}$' order by c.relname
            """,
            connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        DateTime? last = null;
        while (await reader.ReadAsync(ct))
        {
            var name = reader.GetString(0);
            if (!reader.GetBoolean(1)) findings.Add("partition.detached", $"历史分区 {name} 已从历史表上摘下：其中的记录查不到了。", $"The partition {name} was taken off the journal: its entries are no longer found.");
            if (!DateTime.TryParseExact(name["journal_".Length..], "yyyyMM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var month)) continue;
            for (var missing = last?.AddMonths(1); missing < month; missing = missing.Value.AddMonths(1))
            {
                findings.Add("partition.missing", $"{missing:yyyy年M月}的历史分区不存在，前后两月的都在：分区被删除。", $"The partition of {missing:yyyy-MM} is missing while those before and after it are there: it was dropped.");
            }

            last = month;
        }
    }

    private static async Task CheckGuardsAsync(NpgsqlConnection connection, Findings findings, CancellationToken ct)
    {
        // tgtype: 8 delete, 16 update, 32 truncate.
        await using var command = new NpgsqlCommand(
            """
            select c.relname
            from pg_class c
            where c.relnamespace = 'jsjb'::regnamespace and c.relkind in ('r', 'p')
                and (c.relname = any($1) or exists (select from pg_inherits i where i.inhrelid = c.oid and i.inhparent = 'jsjb.journal'::regclass))
                and coalesce((
                    select bit_or(t.tgtype::int) from pg_trigger t
                    where t.tgrelid = c.oid and t.tgfoid = 'jsjb.refuse_change'::regproc and t.tgenabled in ('O', 'A')), 0) & 56 <> 56
            order by c.relname
            """,
            connection);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = AppendOnly });
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            findings.Add("guard.off", $"表 {reader.GetString(0)} 禁止改写的触发器被关闭或删除。", $"The trigger that keeps {reader.GetString(0)} from being rewritten was switched off or dropped.");
        }
    }

    private static async Task CheckCommandsAsync(NpgsqlConnection connection, Findings findings, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "select distinct k.case_id from jsjb.command k where not exists (select from jsjb.case_state s where s.case_id = k.case_id) limit $1", connection);
        command.CommandTimeout = TimeoutSeconds;
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = Shown });
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            findings.Add("case.missing", $"案件 {reader.GetGuid(0)} 曾接受命令，如今状态不在：案件被删除。", $"The case {reader.GetGuid(0)} accepted a command once, but its state is gone: it was deleted.");
        }
    }

    private static async Task CheckCountsAsync(NpgsqlConnection connection, HistorySeal seal, Findings findings, CancellationToken ct)
    {
        var latest = await HistoryCounts.LatestAsync(connection, seal, ct);
        foreach (var (count, isSealed) in latest)
        {
            if (!isSealed)
            {
                findings.Add("count.sealDiffers", $"{count.At} 对 {count.Subject}（{count.Part}）的计数与封印不符：计数被改动。", $"The count of {count.Subject} ({count.Part}) of {count.At} does not fit its seal: it was changed.");
                continue;
            }

            var now = await NowAsync(connection, count, ct);
            if (now >= count.Amount) continue;
            findings.Add(
                "count.short",
                $"{count.At} 时 {count.Subject}（{count.Part}）有 {count.Amount} 行，如今只有 {now} 行：{count.Amount - now} 行被删除。",
                $"At {count.At} there were {count.Amount} rows of {count.Subject} ({count.Part}), now there are {now}: {count.Amount - now} were deleted.");
        }
    }

    private static async Task<long> NowAsync(NpgsqlConnection connection, HistoryCount count, CancellationToken ct)
    {
        if (HistoryCounts.Logs.TryGetValue(count.Subject, out var log))
        {
            return await HistoryCounts.CountAsync(connection, log, long.Parse(count.Part, CultureInfo.InvariantCulture), ct);
        }

        var month = Instant.FromDateTimeUtc(DateTime.SpecifyKind(DateTime.ParseExact(count.Part, "yyyy-MM", CultureInfo.InvariantCulture), DateTimeKind.Utc));
        return (await HistoryCounts.MonthsAsync(connection, month, month, ct))[count.Part];
    }
}
