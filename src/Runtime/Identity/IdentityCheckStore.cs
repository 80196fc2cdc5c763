using System.Security.Cryptography;
using JieSuJiBan.Runtime.Sql;
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
        await using (var guard = connection.Command(IdentitySql.LockChecks, transaction)) await guard.ExecuteNonQueryAsync(ct);
        await using (var old = connection.Command(IdentitySql.DeleteOldChecks, transaction).With(now - Kept).With(MostDeleted)) await old.ExecuteNonQueryAsync(ct);
        await using var command = connection.Command(IdentitySql.BeginCheck, transaction)
            .With(checkId)
            .With(order.SubjectId)
            .With(vault.DigestOf("identity address", order.Address))
            .With(order.By)
            .With(Digest(checkId, code))
            .With(order.SentBy)
            .With(now)
            .With(now + limits.Lifetime)
            .With(now - Window)
            .With(limits.PerPhone)
            .With(limits.PerAddress)
            .With(limits.PerAccount);
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
        await using var counting = dataSource.Command(IdentitySql.CountTry).With(checkId).With(by).With(clock.GetCurrentInstant()).With(most);
        if (await counting.FirstRowAsync<Counted>(ct) is not var (digest, tries)) return new(false, false, 0);
        if (!CryptographicOperations.FixedTimeEquals(digest, Digest(checkId, code))) return new(false, true, most - tries);
        await using var verified = dataSource.Command(IdentitySql.PassCheck).With(checkId).With(clock.GetCurrentInstant());
        await verified.ExecuteNonQueryAsync(ct);
        return new(true, true, most - tries);
    }

    /// <summary>When a check was passed, and what brought its code; null where it was not, was another phone's or account's, or is too old.</summary>
    public async Task<(Instant At, string SentBy)?> PassedAsync(Guid checkId, string subjectId, string by, Instant since, CancellationToken ct = default)
    {
        await using var command = dataSource.Command(IdentitySql.PassedCheck).With(checkId).With(subjectId).With(by).With(since);
        return await command.FirstRowAsync<Passed>(ct) is var (at, sentBy) ? (at, sentBy) : null;
    }

    private sealed record Counted(byte[] Digest, int Tries);

    private sealed record Passed(Instant VerifiedAt, string SentBy);

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
