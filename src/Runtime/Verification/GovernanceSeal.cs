using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using JieSuJiBan.Runtime.Journal;
using JieSuJiBan.Runtime.Schema;
using JieSuJiBan.Runtime.Sql;
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
        await using var command = connection.Command(VerificationSql.SealedLog).Within(StoreChecks.TimeoutSeconds);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = RowMapping<SealedRow>.For(reader);
        var nonces = new HashSet<string>(StringComparer.Ordinal);
        while (most > 0 && await reader.ReadAsync(ct))
        {
            var row = rows.Read();
            var isNew = nonces.Add(Convert.ToHexStringLower(row.Seal[..NonceLength]));
            var content = Content(row.At, row.Actor, row.Action, row.Kind, row.Name, row.DraftId, row.Revision, row.Hash, row.Before, row.Note);
            if (isNew && CryptographicOperations.FixedTimeEquals(Of(seal, row.Seal[..NonceLength], content), row.Seal)) continue;
            most--;
            findings.Add(
                "log.sealDiffers",
                $"变更记录第 {row.EntryId} 行（{row.At}，{row.Name}）与其封印不符或重复：该行被改动或复制。",
                $"Row {row.EntryId} of the governance log ({row.At}, {row.Name}) does not fit its seal, or stands there twice: it was changed or copied.");
        }
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

    private sealed record SealedRow(
        long EntryId, Instant At, string Actor, string Action, string Kind, string Name, Guid? DraftId, long? Revision, string? Hash, string? Before, string? Note, byte[] Seal);
}
