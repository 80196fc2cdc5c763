using System.Globalization;
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
    internal sealed record Log(string Table, string Number, string At, string Which = "true");

    private const string OfMonths =
        """
        select to_char(m.month, 'YYYY-MM'), (
            select count(*) from jsjb.case_state s
            where s.case_id >= jsjb.first_case_id(m.month at time zone 'UTC') and s.case_id < jsjb.first_case_id((m.month + interval '1 month') at time zone 'UTC'))
        from (select generate_series(date_trunc('month', $1 at time zone 'UTC'), date_trunc('month', $2 at time zone 'UTC'), interval '1 month') as month) m
        """;

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
        await using var command = new NpgsqlCommand("select distinct on (subject, part) at, subject, part, amount, seal from jsjb.history_count order by subject, part, count_id desc", connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var latest = new List<(HistoryCount, bool)>();
        while (await reader.ReadAsync(ct))
        {
            var count = new HistoryCount(reader.GetFieldValue<Instant>(0), reader.GetString(1), reader.GetString(2), reader.GetInt64(3));
            latest.Add((count, seal.Of("count", count.Content).AsSpan().SequenceEqual(reader.GetFieldValue<byte[]>(4))));
        }

        return latest;
    }

    /// <summary>How many cases those months have now.</summary>
    internal static async Task<Dictionary<string, long>> MonthsAsync(NpgsqlConnection connection, Instant from, Instant to, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(OfMonths, connection) { CommandTimeout = StoreChecks.TimeoutSeconds };
        command.Parameters.Add(new NpgsqlParameter<Instant> { TypedValue = from });
        command.Parameters.Add(new NpgsqlParameter<Instant> { TypedValue = to });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var months = new Dictionary<string, long>(StringComparer.Ordinal);
        while (await reader.ReadAsync(ct)) months[reader.GetString(0)] = reader.GetInt64(1);
        return months;
    }

    /// <summary>How many rows that log has now up to a number.</summary>
    internal static async Task<long> CountAsync(NpgsqlConnection connection, Log log, long upTo, CancellationToken ct)
    {
#pragma warning disable CA2100 // Names of tables and columns are those of this class.
        await using var command = new NpgsqlCommand($"select count(*) from jsjb.{log.Table} where {log.Number} <= $1 and {log.Which}", connection) { CommandTimeout = StoreChecks.TimeoutSeconds };
#pragma warning restore CA2100
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = upTo });
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>The month to begin with: the oldest of all at first, and later what may still grow.</summary>
    private static async Task<Instant> BeginAsync(NpgsqlConnection connection, Instant now, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"select exists (select from jsjb.history_count where subject = '{Cases}'), (select case_id from jsjb.case_state order by case_id limit 1)", connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return reader.GetBoolean(0) || reader.IsDBNull(1) ? now - Duration.FromDays(92) : Instant.Min(StoreChecks.StartOf(reader.GetGuid(1)), now);
    }

    private static async Task<(long Last, long Amount)> LogAsync(NpgsqlConnection connection, Log log, Instant now, CancellationToken ct)
    {
#pragma warning disable CA2100 // Names of tables and columns are those of this class.
        await using var command = new NpgsqlCommand(
            $"select coalesce(max({log.Number}), 0) from (select {log.Number}, {log.At} from jsjb.{log.Table} order by {log.Number} desc limit 100000) latest where {log.At} < $1", connection);
#pragma warning restore CA2100
        command.Parameters.Add(new NpgsqlParameter<Instant> { TypedValue = now - Margin });
        var last = (long)(await command.ExecuteScalarAsync(ct))!;
        return (last, await CountAsync(connection, log, last, ct));
    }

    private async Task WriteAsync(NpgsqlConnection connection, HistoryCount count, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("insert into jsjb.history_count (at, subject, part, amount, seal) values ($1, $2, $3, $4, $5)", connection);
        command.Parameters.Add(new NpgsqlParameter<Instant> { TypedValue = count.At });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = count.Subject });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = count.Part });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = count.Amount });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = seal.Of("count", count.Content) });
        await command.ExecuteNonQueryAsync(ct);
    }
}
