using JieSuJiBan.Runtime.Sql;
using Npgsql;

namespace JieSuJiBan.Runtime.Security;

/// <summary>Addresses and devices from which an account has signed in of late. What strangers do elsewhere does not slow it there.</summary>
public sealed class TrustedSources(NpgsqlDataSource database)
{
    /// <summary>How many of one account are remembered, the latest.</summary>
    public const int MostRemembered = 20;

    /// <summary>Which of these sources the account is known at.</summary>
    public async Task<IReadOnlyList<byte[]>> KnownAsync(byte[] accountKey, byte[][] sourceKeys, CancellationToken ct)
    {
        await using var command = database.Command(SecuritySql.KnownSources).With(accountKey).With(sourceKeys);
        return await command.ValuesAsync<byte[]>(ct);
    }

    /// <summary>Remembers where the account has just signed in.</summary>
    public async Task RememberAsync(byte[] accountKey, byte[][] sourceKeys, CancellationToken ct)
    {
        await using var command = database.Command(SecuritySql.RememberSources).With(accountKey).With(sourceKeys).With(MostRemembered - sourceKeys.Length);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Forgets where an account was: its password is another's now, or it is closed.</summary>
    public async Task ForgetAsync(byte[] accountKey, CancellationToken ct)
    {
        await using var command = database.Command(SecuritySql.ForgetSources).With(accountKey);
        await command.ExecuteNonQueryAsync(ct);
    }
}
