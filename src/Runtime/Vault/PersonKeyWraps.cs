using System.Globalization;
using System.Security.Cryptography;
using Npgsql;

namespace JieSuJiBan.Runtime.Vault;

/// <summary>The wrapped keys of persons, as a rotation sees them.</summary>
internal sealed class PersonKeyWraps(Vault vault) : IMasterKeyUser
{
    public string Name => "vault_key";

    public async Task<(string? Next, int Rewrapped)> RewrapAsync(NpgsqlConnection owner, MasterKeys keys, string? after, int most, CancellationToken ct)
    {
        var (active, last, looked) = (keys.ActiveId, Guid.Empty, 0);
        var (ids, was, becomes) = (new List<Guid>(), new List<byte[]>(), new List<byte[]>());
        await using (var read = new NpgsqlCommand("select key_id, subject_id, wrapped_key from jsjb.vault_key where key_id > $1 order by key_id limit $2", owner))
        {
            read.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = after is null ? Guid.Empty : Guid.Parse(after, CultureInfo.InvariantCulture) });
            read.Parameters.Add(new NpgsqlParameter<int> { TypedValue = most });
            await using var reader = await read.ExecuteReaderAsync(ct);
            for (; await reader.ReadAsync(ct); looked++)
            {
                last = reader.GetGuid(0);
                if (reader.IsDBNull(2) || reader.GetFieldValue<byte[]>(2) is not { } wrapped || vault.KeyIdOf(wrapped) == active) continue;
                var personKey = vault.Unwrap(wrapped, last, reader.GetString(1));
                ids.Add(last);
                was.Add(wrapped);
                becomes.Add(vault.Wrap(personKey, last, reader.GetString(1)));
                CryptographicOperations.ZeroMemory(personKey);
            }
        }

        if (ids.Count > 0)
        {
            // What was erased or claimed meanwhile stays as it is now; the next pass finds it.
            await using var write = new NpgsqlCommand(
                "update jsjb.vault_key k set wrapped_key = n.becomes from unnest($1, $2, $3) as n (id, was, becomes) where k.key_id = n.id and k.wrapped_key = n.was", owner);
            write.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. ids] });
            write.Parameters.Add(new NpgsqlParameter<byte[][]> { TypedValue = [.. was] });
            write.Parameters.Add(new NpgsqlParameter<byte[][]> { TypedValue = [.. becomes] });
            await write.ExecuteNonQueryAsync(ct);
        }

        return (looked < most ? null : last.ToString("D"), ids.Count);
    }

    public async Task<IReadOnlyDictionary<string, long>> CountAsync(NpgsqlDataSource dataSource, MasterKeys keys, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(
            "select case length(wrapped_key) when $1 then $2 else encode(substring(wrapped_key from 2 for 8), 'hex') end, count(*) from jsjb.vault_key where wrapped_key is not null group by 1");
        command.CommandTimeout = 600;
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = Vault.UnnamedLength });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = keys.FirstId });
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) counts[reader.GetString(0)] = reader.GetInt64(1);
        return counts;
    }
}
