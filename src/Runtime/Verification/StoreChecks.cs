using System.Globalization;
using JieSuJiBan.Runtime.Commit;
using JieSuJiBan.Runtime.Journal;
using JieSuJiBan.Runtime.Sql;
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
    public static async Task<List<Guid>> CasesAsync(NpgsqlDataSource database, CaseProjections projections, Guid after, int size, CancellationToken ct)
    {
        var projected = string.Join('\n', projections.All.Select(one => $"union select case_id from jsjb.{one.Table}, range where case_id > $1 and case_id <= upto"));
        await using var command = database.Command(VerificationSql.NextCases.Fill(("projected", projected))).With(after).With(size).Within(TimeoutSeconds);
        return await command.ValuesAsync<Guid>(ct);
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
        await using var command = connection.Command(VerificationSql.Partitions);
        DateTime? last = null;
        foreach (var (name, isAttached) in await command.RowsAsync<Partition>(ct))
        {
            if (!isAttached) findings.Add("partition.detached", $"历史分区 {name} 已从历史表上摘下：其中的记录查不到了。", $"The partition {name} was taken off the journal: its entries are no longer found.");
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
        await using var command = connection.Command(VerificationSql.Unguarded).With(AppendOnly);
        foreach (var table in await command.ValuesAsync<string>(ct))
        {
            findings.Add("guard.off", $"表 {table} 禁止改写的触发器被关闭或删除。", $"The trigger that keeps {table} from being rewritten was switched off or dropped.");
        }
    }

    private static async Task CheckCommandsAsync(NpgsqlConnection connection, Findings findings, CancellationToken ct)
    {
        await using var command = connection.Command(VerificationSql.CommandsWithoutCase).With(Shown).Within(TimeoutSeconds);
        foreach (var caseId in await command.ValuesAsync<Guid>(ct))
        {
            findings.Add("case.missing", $"案件 {caseId} 曾接受命令，如今状态不在：案件被删除。", $"The case {caseId} accepted a command once, but its state is gone: it was deleted.");
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

    private sealed record Partition(string Name, bool IsAttached);
}
