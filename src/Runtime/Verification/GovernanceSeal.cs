using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using JieSuJiBan.Runtime.Catalog;
using JieSuJiBan.Runtime.Schema;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using NodaTime;
using Npgsql;

namespace JieSuJiBan.Runtime.Verification;

/// <summary>
/// Seals each row of the governance log as it is added. A nonce stands before the keyed hash, so that no two rows have the same seal: a row
/// put in a second time, in the place of one that was deleted, is told.
/// </summary>
internal sealed class GovernanceSeal(HistorySeal seal) : SaveChangesInterceptor
{
    /// <summary>The column; nobody but the verification reads it.</summary>
    public const string Column = "Seal";

    private const int NonceLength = 16;

    public override InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
    {
        SealAdded(eventData.Context);
        return base.SavingChanges(eventData, result);
    }

    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        SealAdded(eventData.Context);
        return base.SavingChangesAsync(eventData, result, cancellationToken);
    }

    /// <summary>Holds each sealed row against its seal; how many at most are named is bounded.</summary>
    public static async Task CheckAsync(NpgsqlConnection connection, HistorySeal seal, Findings findings, int most, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select entry_id, at, actor, action, kind, name, draft_id, revision, hash, before, note, seal from jsjb.governance_log where seal is not null order by entry_id", connection);
        command.CommandTimeout = StoreChecks.TimeoutSeconds;
        await using var reader = await command.ExecuteReaderAsync(ct);
        var nonces = new HashSet<string>(StringComparer.Ordinal);
        while (most > 0 && await reader.ReadAsync(ct))
        {
            var kept = reader.GetFieldValue<byte[]>(11);
            var at = reader.GetFieldValue<Instant>(1);
            var isNew = nonces.Add(Convert.ToHexStringLower(kept[..NonceLength]));
            var content = Content(at, reader.GetString(2), reader.GetString(3), reader.GetString(4), reader.GetString(5), reader.IsDBNull(6) ? null : reader.GetGuid(6), reader.IsDBNull(7) ? null : reader.GetInt64(7), Text(8), Text(9), Text(10));
            if (isNew && CryptographicOperations.FixedTimeEquals(Of(seal, kept[..NonceLength], content), kept)) continue;
            most--;
            findings.Add(
                "log.sealDiffers",
                $"变更记录第 {reader.GetInt64(0)} 行（{at}，{reader.GetString(5)}）与其封印不符或重复：该行被改动或复制。",
                $"Row {reader.GetInt64(0)} of the governance log ({at}, {reader.GetString(5)}) does not fit its seal, or stands there twice: it was changed or copied.");
        }

        string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
    }

    private void SealAdded(DbContext? context)
    {
        if (context is null) return;
        foreach (var tracked in context.ChangeTracker.Entries<GovernanceEntry>().Where(tracked => tracked.State == EntityState.Added))
        {
            var entry = tracked.Entity;

            // As the database keeps it: what is sealed is what is read again.
            var at = Instant.FromUnixTimeTicks(entry.At.ToUnixTimeTicks() / 10 * 10);
            tracked.Property(row => row.At).CurrentValue = at;
            var content = Content(at, entry.Actor, entry.Action, JsjbDbContext.Word(entry.Kind.ToString()), entry.Name, entry.DraftId, entry.Revision, entry.Hash, entry.Before, entry.Note);
            tracked.Property<byte[]?>(Column).CurrentValue = Of(seal, RandomNumberGenerator.GetBytes(NonceLength), content);
        }
    }

    private static byte[] Of(HistorySeal seal, byte[] nonce, string content) => [.. nonce, .. seal.Of("governance", $"{Convert.ToHexStringLower(nonce)}\n{content}")];

    private static string Content(Instant at, string actor, string action, string kind, string name, Guid? draft, long? revision, string? hash, string? before, string? note) =>
        JsonSerializer.Serialize<string?[]>([
            (at.ToUnixTimeTicks() / 10).ToString(CultureInfo.InvariantCulture), actor, action, kind, name,
            draft?.ToString(), revision?.ToString(CultureInfo.InvariantCulture), hash, before, note,
        ]);
}
