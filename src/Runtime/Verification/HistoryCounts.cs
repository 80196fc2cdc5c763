using System.Globalization;
using JieSuJiBan.Runtime.Journal;
using JieSuJiBan.Runtime.Sql;
using NodaTime;
using Npgsql;

namespace JieSuJiBan.Runtime.Verification;

/// <summary>A count that was taken once: of rows that are only ever added to.</summary>
/// <param name="At">When.</param>
/// <param name="Subject">The table.</param>
/// <param name="Part">A month (<c>2026-03</c>) of the cases, or the last row's number that was counted.</param>
/// <param name="Amount">How many there were.</param>
internal sealed record HistoryCount(Instant At, string Subject, string Part, long Amount)
{
    /// <summary>What is sealed.</summary>
    public string Content => string.Create(CultureInfo.InvariantCulture, $"{At.ToUnixTimeTicks() / 10}\n{Subject}\n{Part}\n{Amount}");
}

/// <summary>
/// Remembers, under the service's seal, how many cases each month had and how many rows the logs had: a case or a row that is deleted whole leaves no
/// gap of its own, but the count becomes less. Cases may be added to a month later (an import of history), so fewer is a finding, more is not.
/// </summary>
public sealed class HistoryCounts(NpgsqlDataSource database, HistorySeal seal, IClock clock)
{
    /// <summary>The subject whose parts are months.</summary>
    internal const string Cases = "case_state";

    /// <summary>What is logged row by row.</summary>
    internal static readonly IReadOnlyDictionary<string, Log> Logs = new Dictionary<string, Log>(StringComparer.Ordinal)
    {
        ["vault_access"] = new("vault_access", "access_id", "at"),
        ["governance_log"] = new("governance_log", "entry_id", "at"),
        // A seal that was taken away, so that its row could be edited.
        ["governance_log.sealed"] = new("governance_log", "entry_id", "at", "seal is not null"),
        ["policy_publication"] = new("policy_publication", "publication_id", "published_at"),
    };

    /// <summary>A table whose rows are numbered as they come.</summary>
    /// <param name="Table">Its name.</param>
    /// <param name="Number">The column that numbers the rows.</param>
    /// <param name="At">The column that says when.</param>
    /// <param name="Which">Which rows are counted.</param>
    internal sealed record Log(string Table, string Number, string At, string Which = "true")
    {
        public SqlStatement Count => VerificationSql.CountLog.Fill(("table", Table), ("number", Number), ("which", Which));

        public SqlStatement Last => VerificationSql.LastOfLog.Fill(("table", Table), ("number", Number), ("at", At));
    }

    // A number is taken before its row is committed: rows of the last minutes are counted the next time.
    private static readonly Duration Margin = Duration.FromMinutes(10);

    /// <summary>Counts and remembers. Months that are over are counted for three months more, since late imports may add to them.</summary>
    public async Task RecordAsync(CancellationToken ct = default)
    {
        var now = Instant.FromUnixTimeTicks(clock.GetCurrentInstant().ToUnixTimeTicks() / 10 * 10);
        await using var connection = await database.OpenConnectionAsync(ct);
        var counts = new List<HistoryCount>();
        foreach (var (month, amount) in await MonthsAsync(connection, await BeginAsync(connection, now, ct), now, ct)) counts.Add(new(now, Cases, month, amount));
        foreach (var (subject, log) in Logs)
        {
            var (last, amount) = await LogAsync(connection, log, now, ct);
            counts.Add(new(now, subject, last.ToString(CultureInfo.InvariantCulture), amount));
        }

        foreach (var count in counts) await WriteAsync(connection, count, ct);
    }

    /// <summary>The latest counts of each part, with whether the seal is right.</summary>
    internal static async Task<IReadOnlyList<(HistoryCount Count, bool IsSealed)>> LatestAsync(NpgsqlConnection connection, HistorySeal seal, CancellationToken ct)
    {
        await using var command = connection.Command(VerificationSql.LatestCounts);
        return (await command.RowsAsync<SealedCount>(ct)).ConvertAll(row => (row.Count, seal.Of("count", row.Count.Content).AsSpan().SequenceEqual(row.Seal)));
    }

    /// <summary>How many cases those months have now.</summary>
    internal static async Task<Dictionary<string, long>> MonthsAsync(NpgsqlConnection connection, Instant from, Instant to, CancellationToken ct)
    {
        await using var command = connection.Command(VerificationSql.CountMonths).With(from).With(to).Within(StoreChecks.TimeoutSeconds);
        return (await command.RowsAsync<MonthCount>(ct)).ToDictionary(row => row.Month, row => row.Cases, StringComparer.Ordinal);
    }

    /// <summary>How many rows that log has now up to a number.</summary>
    internal static async Task<long> CountAsync(NpgsqlConnection connection, Log log, long upTo, CancellationToken ct)
    {
        await using var command = connection.Command(log.Count).With(upTo).Within(StoreChecks.TimeoutSeconds);
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>The month to begin with: the oldest of all at first, and later what may still grow.</summary>
    private static async Task<Instant> BeginAsync(NpgsqlConnection connection, Instant now, CancellationToken ct)
    {
        await using var command = connection.Command(VerificationSql.FirstMonth).With(Cases);
        var first = (await command.FirstRowAsync<First>(ct))!;
        return first.IsCounted || first.Oldest is not { } oldest ? now - Duration.FromDays(92) : Instant.Min(StoreChecks.StartOf(oldest), now);
    }

    private static async Task<(long Last, long Amount)> LogAsync(NpgsqlConnection connection, Log log, Instant now, CancellationToken ct)
    {
        await using var command = connection.Command(log.Last).With(now - Margin);
        var last = (long)(await command.ExecuteScalarAsync(ct))!;
        return (last, await CountAsync(connection, log, last, ct));
    }

    private async Task WriteAsync(NpgsqlConnection connection, HistoryCount count, CancellationToken ct)
    {
        await using var command = connection.Command(VerificationSql.WriteCount).With(count.At).With(count.Subject).With(count.Part).With(count.Amount).With(seal.Of("count", count.Content));
        await command.ExecuteNonQueryAsync(ct);
    }

    private sealed record SealedCount(HistoryCount Count, byte[] Seal);

    private sealed record MonthCount(string Month, long Cases);

    private sealed record First(bool IsCounted, Guid? Oldest);
}
