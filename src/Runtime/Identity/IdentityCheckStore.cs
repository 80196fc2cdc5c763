using System.Security.Cryptography;
using NodaTime;
using Npgsql;

namespace JieSuJiBan.Runtime.Identity;

/// <summary>
/// Codes that were sent to phones, for all nodes alike: limits of an hour are counted where no node can forget them, and a try is counted
/// before it is compared, so that many at once are no more tries than one after the other.
/// </summary>
public sealed class IdentityCheckStore(NpgsqlDataSource dataSource, Vault.Vault vault, IClock clock)
{
    private const int MostDeleted = 500;
    private static readonly Duration Window = Duration.FromHours(1);
    private static readonly Duration Kept = Duration.FromDays(1);

    /// <summary>Notes a code that is about to be sent; null where one of the limits of an hour is reached.</summary>
    /// <param name="order">Whose phone, asked for by whom and from where.</param>
    /// <param name="code">The code; only its digest is kept.</param>
    /// <param name="limits">The limits.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Guid?> BeginAsync(IdentityCheckOrder order, string code, IdentityCheckLimits limits, CancellationToken ct = default)
    {
        var now = clock.GetCurrentInstant();
        var checkId = Guid.CreateVersion7(now.ToDateTimeOffset());
        await using var connection = await dataSource.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        // Two at once would both find room for one more.
        await using (var guard = new NpgsqlCommand("lock table jsjb.identity_check in share row exclusive mode", connection, transaction)) await guard.ExecuteNonQueryAsync(ct);
        await using (var old = new NpgsqlCommand("delete from jsjb.identity_check where check_id in (select check_id from jsjb.identity_check where created_at < $1 order by created_at limit $2)", connection, transaction))
        {
            old.Parameters.Add(new NpgsqlParameter<Instant> { TypedValue = now - Kept });
            old.Parameters.Add(new NpgsqlParameter<int> { TypedValue = MostDeleted });
            await old.ExecuteNonQueryAsync(ct);
        }

        await using var command = new NpgsqlCommand(
            """
            insert into jsjb.identity_check (check_id, subject_id, address, created_by, digest, sent_by, created_at, expires_at)
            select $1, $2, $3, $4, $5, $6, $7, $8
            where (select count(*) from jsjb.identity_check where subject_id = $2 and created_at > $9) < $10
              and (select count(*) from jsjb.identity_check where address = $3 and created_at > $9) < $11
              and (select count(*) from jsjb.identity_check where created_by = $4 and created_at > $9) < $12
            """, connection, transaction);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = checkId });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = order.SubjectId });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = vault.DigestOf("identity address", order.Address) });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = order.By });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = Digest(checkId, code) });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = order.SentBy });
        command.Parameters.Add(new NpgsqlParameter<Instant> { TypedValue = now });
        command.Parameters.Add(new NpgsqlParameter<Instant> { TypedValue = now + limits.Lifetime });
        command.Parameters.Add(new NpgsqlParameter<Instant> { TypedValue = now - Window });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limits.PerPhone });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limits.PerAddress });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limits.PerAccount });
        var written = await command.ExecuteNonQueryAsync(ct) == 1;
        await transaction.CommitAsync(ct);
        return written ? checkId : null;
    }

    /// <summary>Tries a code that was read out. Every try counts, a right one too.</summary>
    /// <param name="checkId">The check.</param>
    /// <param name="by">Account: only who asked for a code tries it.</param>
    /// <param name="code">What was read out.</param>
    /// <param name="most">Most tries.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<IdentityTry> TryAsync(Guid checkId, string by, string code, int most, CancellationToken ct = default)
    {
        await using var counted = dataSource.CreateCommand(
            "update jsjb.identity_check set tries = tries + 1 where check_id = $1 and created_by = $2 and expires_at > $3 and tries < $4 and verified_at is null returning digest, tries");
        counted.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = checkId });
        counted.Parameters.Add(new NpgsqlParameter<string> { TypedValue = by });
        counted.Parameters.Add(new NpgsqlParameter<Instant> { TypedValue = clock.GetCurrentInstant() });
        counted.Parameters.Add(new NpgsqlParameter<int> { TypedValue = most });
        byte[] digest;
        int tries;
        await using (var reader = await counted.ExecuteReaderAsync(ct))
        {
            if (!await reader.ReadAsync(ct)) return new(false, false, 0);
            (digest, tries) = (reader.GetFieldValue<byte[]>(0), reader.GetInt32(1));
        }

        if (!CryptographicOperations.FixedTimeEquals(digest, Digest(checkId, code))) return new(false, true, most - tries);
        await using var verified = dataSource.CreateCommand("update jsjb.identity_check set verified_at = $2 where check_id = $1 and verified_at is null");
        verified.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = checkId });
        verified.Parameters.Add(new NpgsqlParameter<Instant> { TypedValue = clock.GetCurrentInstant() });
        await verified.ExecuteNonQueryAsync(ct);
        return new(true, true, most - tries);
    }

    /// <summary>When a check was passed, and what brought its code; null where it was not, was another phone's or account's, or is too old.</summary>
    public async Task<(Instant At, string SentBy)?> PassedAsync(Guid checkId, string subjectId, string by, Instant since, CancellationToken ct = default)
    {
        await using var command = dataSource.CreateCommand("select verified_at, sent_by from jsjb.identity_check where check_id = $1 and subject_id = $2 and created_by = $3 and verified_at >= $4");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = checkId });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = subjectId });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = by });
        command.Parameters.Add(new NpgsqlParameter<Instant> { TypedValue = since });
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? (reader.GetFieldValue<Instant>(0), reader.GetString(1)) : null;
    }

    private byte[] Digest(Guid checkId, string code) => vault.DigestOf("identity code", $"{checkId:N}\n{code}");
}

/// <summary>Whose phone is verified.</summary>
/// <param name="SubjectId">The pseudonym of whoever has the number.</param>
/// <param name="Address">Network address that asks.</param>
/// <param name="By">Account id.</param>
/// <param name="SentBy">The connection that brings the code, or <c>desk</c>.</param>
public sealed record IdentityCheckOrder(string SubjectId, string Address, string By, string SentBy);

/// <summary>How many codes in an hour, and how long each holds.</summary>
/// <param name="PerPhone">To one phone.</param>
/// <param name="PerAddress">From one network address.</param>
/// <param name="PerAccount">Of one account.</param>
/// <param name="Lifetime">How long a code holds.</param>
public sealed record IdentityCheckLimits(int PerPhone, int PerAddress, int PerAccount, Duration Lifetime);

/// <summary>What a try came to.</summary>
/// <param name="Passed">The code was right.</param>
/// <param name="Counted">False where there was nothing to try: unknown, expired, used up or passed already.</param>
/// <param name="Left">How many tries are left.</param>
public sealed record IdentityTry(bool Passed, bool Counted, int Left);
