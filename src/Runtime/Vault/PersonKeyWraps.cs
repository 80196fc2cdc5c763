using System.Globalization;
using System.Security.Cryptography;
using JieSuJiBan.Runtime.Sql;
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
        await using (var read = owner.Command(MasterKeySql.NextPersonKeys).With(after is null ? Guid.Empty : Guid.Parse(after, CultureInfo.InvariantCulture)).With(most))
        {
            foreach (var row in await read.RowsAsync<PersonKeyRow>(ct))
            {
                (last, looked) = (row.KeyId, looked + 1);
                if (row.WrappedKey is not { } wrapped || vault.KeyIdOf(wrapped) == active) continue;
                var personKey = vault.Unwrap(wrapped, last, row.SubjectId);
                ids.Add(last);
                was.Add(wrapped);
                becomes.Add(vault.Wrap(personKey, last, row.SubjectId));
                CryptographicOperations.ZeroMemory(personKey);
            }
        }

        if (ids.Count > 0)
        {
            await using var write = owner.Command(MasterKeySql.RewrapPersonKeys).With<Guid[]>([.. ids]).With<byte[][]>([.. was]).With<byte[][]>([.. becomes]);
            await write.ExecuteNonQueryAsync(ct);
        }

        return (looked < most ? null : last.ToString("D"), ids.Count);
    }

    public async Task<IReadOnlyDictionary<string, long>> CountAsync(NpgsqlDataSource dataSource, MasterKeys keys, CancellationToken ct)
    {
        await using var command = dataSource.Command(MasterKeySql.CountPersonKeys).With(Vault.UnnamedLength).With(keys.FirstId).Within(600);
        return (await command.RowsAsync<CountRow>(ct)).ToDictionary(row => row.MasterKeyId, row => row.Keys, StringComparer.Ordinal);
    }

    private sealed record CountRow(string MasterKeyId, long Keys);
}
