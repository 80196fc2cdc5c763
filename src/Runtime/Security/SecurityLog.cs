using System.Collections.Frozen;
using System.Text.Json;
using JieSuJiBan.Runtime.Sql;
using Microsoft.Extensions.Logging;
using NodaTime;
using Npgsql;

namespace JieSuJiBan.Runtime.Security;

/// <summary>
/// The security log. What a stranger can cause without end is counted in memory and written once a minute, a bounded number of lines at
/// a time: refusals can fill neither the disk nor the connections. A node that dies loses the counts of that minute and nothing else.
/// </summary>
public sealed class SecurityLog(NpgsqlDataSource database, ILoggerFactory loggers, IClock clock) : ISecurityLog
{
    /// <summary>Category of the lines in the structured logger.</summary>
    public const string Category = "JieSuJiBan.Security";

    /// <summary>How many different events are told apart between two writings; what comes on top counts as <c>other</c>.</summary>
    public const int MostDistinct = 200;

    // Whoever collects logs is woken by these.
    private static readonly FrozenSet<string> Wrong = FrozenSet.ToFrozenSet(["failed", "refused", "slowed", "delayed", "paused", "unauthenticated", "forbidden", "infected", "notScanned", "dropped"]);

    private readonly ILogger logger = loggers.CreateLogger(Category);
    private readonly Lock guard = new();
    private Dictionary<string, (SecurityEvent Entry, int Times)> counted = [];

    /// <inheritdoc/>
    public async Task RecordAsync(SecurityEvent entry, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(entry);
        // Told even where the database is away: the other log may be all that is left.
        Tell(entry, 1);
        await WriteAsync([(entry, 1)], ct);
    }

    /// <inheritdoc/>
    public void Count(SecurityEvent entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        lock (guard)
        {
            var key = KeyOf(entry);
            if (!counted.ContainsKey(key) && counted.Count >= MostDistinct)
            {
                entry = new(entry.Kind, entry.Outcome) { Subject = "other" };
                key = KeyOf(entry);
            }

            counted[key] = counted.TryGetValue(key, out var before) ? (before.Entry, before.Times + 1) : (entry, 1);
        }
    }

    /// <inheritdoc/>
    public async Task FlushAsync(CancellationToken ct = default)
    {
        Dictionary<string, (SecurityEvent Entry, int Times)> taken;
        lock (guard)
        {
            if (counted.Count == 0) return;
            (taken, counted) = (counted, []);
        }

        try
        {
            await WriteAsync([.. taken.Values], ct);
        }
        catch
        {
            // Not written: they count on until the database is there again, within the same bound.
            foreach (var (entry, times) in taken.Values) Restore(entry, times);
            throw;
        }

        foreach (var (entry, times) in taken.Values) Tell(entry, times);
    }

    /// <summary>Writes an event within somebody's transaction: both are there, or neither.</summary>
    internal async Task RecordAsync(SecurityEvent entry, NpgsqlConnection connection, NpgsqlTransaction? transaction, CancellationToken ct)
    {
        await using var command = connection.Command(SecuritySql.WriteEvents, transaction);
        await WriteAsync(command, [(entry, 1)], ct);
        Tell(entry, 1);
    }

    private static string KeyOf(SecurityEvent entry) =>
        string.Join('\n', entry.Kind, entry.Outcome, entry.Account, entry.Address, entry.Subject, string.Join('\r', entry.Detail.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => one.Key + "=" + one.Value)));

    private void Restore(SecurityEvent entry, int times)
    {
        lock (guard)
        {
            var key = KeyOf(entry);
            if (counted.TryGetValue(key, out var since)) counted[key] = (since.Entry, since.Times + times);
            else if (counted.Count < MostDistinct) counted[key] = (entry, times);
        }
    }

    private void Tell(SecurityEvent entry, int times) => logger.Log(
        Wrong.Contains(entry.Outcome) ? LogLevel.Warning : LogLevel.Information,
        new EventId(SecurityEvents.NumberOf(entry.Kind), entry.Kind),
        "{Kind} {Outcome}: account {Account}, address {Address}, subject {Subject}, times {Times} {Detail}",
        entry.Kind, entry.Outcome, entry.Account, entry.Address, entry.Subject, times, entry.Detail.Count == 0 ? "" : JsonSerializer.Serialize(entry.Detail));

    private async Task WriteAsync((SecurityEvent Entry, int Times)[] lines, CancellationToken ct)
    {
        await using var command = database.Command(SecuritySql.WriteEvents);
        await WriteAsync(command, lines, ct);
    }

    private async Task WriteAsync(NpgsqlCommand command, (SecurityEvent Entry, int Times)[] lines, CancellationToken ct)
    {
        var at = clock.GetCurrentInstant();
        command.With<Guid[]>([.. lines.Select(_ => Guid.CreateVersion7(at.ToDateTimeOffset()))])
            .With(at)
            .With(Texts(line => line.Entry.Kind))
            .With(Texts(line => line.Entry.Outcome))
            .With(Texts(line => Short(line.Entry.Account)))
            .With(Texts(line => Short(line.Entry.Address)))
            .With(Texts(line => Short(line.Entry.Subject)))
            .With<int[]>([.. lines.Select(line => line.Times)])
            .With(Texts(line => line.Entry.Detail.Count == 0 ? null : JsonSerializer.Serialize(line.Entry.Detail)));
        await command.ExecuteNonQueryAsync(ct);

        string?[] Texts(Func<(SecurityEvent Entry, int Times), string?> of) => [.. lines.Select(of)];
    }

    private static string? Short(string? text) => text is { Length: > 300 } ? text[..300] : text;
}
