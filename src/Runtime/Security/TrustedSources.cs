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
        await using var command = database.CreateCommand(
            "select source_key from jsjb.trusted_source where account_key = $1 and source_key = any($2) and last_at > now() - interval '90 days'");
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = accountKey });
        command.Parameters.Add(new NpgsqlParameter<byte[][]> { TypedValue = sourceKeys });
        var known = new List<byte[]>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) known.Add(reader.GetFieldValue<byte[]>(0));
        return known;
    }

    /// <summary>Remembers where the account has just signed in.</summary>
    public async Task RememberAsync(byte[] accountKey, byte[][] sourceKeys, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            """
            with seen as (
                insert into jsjb.trusted_source (account_key, source_key, last_at) select $1, source_key, now() from unnest($2) as source_key
                on conflict (account_key, source_key) do update set last_at = excluded.last_at
            )
            delete from jsjb.trusted_source where account_key = $1 and source_key <> all($2) and source_key in (
                select source_key from jsjb.trusted_source where account_key = $1 order by last_at desc offset $3)
            """);
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = accountKey });
        command.Parameters.Add(new NpgsqlParameter<byte[][]> { TypedValue = sourceKeys });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = MostRemembered - sourceKeys.Length });
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Forgets where an account was: its password is another's now, or it is closed.</summary>
    public async Task ForgetAsync(byte[] accountKey, CancellationToken ct)
    {
        await using var command = database.CreateCommand("delete from jsjb.trusted_source where account_key = $1");
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = accountKey });
        await command.ExecuteNonQueryAsync(ct);
    }
}
