using System.Diagnostics;
using System.Security.Cryptography;
using JieSuJiBan.Runtime.Sql;
using Npgsql;

namespace JieSuJiBan.Runtime.Vault;

/// <summary>What the database knows of the master keys: ids, check values, which is in use; and the secrets that outlive each of them.</summary>
internal static class MasterKeyRegister
{
    public const string SecretPurpose = "secret";

    private const string BlindIndex = "blind index";
    private const string Fingerprint = "fingerprint";
    private const string History = "history seal";

    /// <summary>The keys in use, as they stand in the database.</summary>
    public sealed record Known(string ActiveId, string FirstId, IReadOnlyDictionary<string, byte[]> CheckValues);

    public static async Task<MasterKeys.Opened> OpenAsync(NpgsqlDataSource dataSource, MasterKeySource source, CancellationToken ct)
    {
        var keys = source.Read();
        var found = await FindAsync(dataSource, ct);
        if (found is null)
        {
            var sample = await SampleAsync(dataSource, ct);
            if (keys.Count == 0)
            {
                if (sample is not null) throw MasterKeyException.NoFile(source.File!);
                keys = [source.Create()];
            }

            await RegisterAsync(dataSource, FirstOf(keys, sample), ct);
            found = await LookAsync(dataSource, ct);
        }

        if (keys.Count == 0) throw MasterKeyException.NoFile(source.File!);
        return await WithAsync(dataSource, keys, found, ct);
    }

    public static async Task<Known> LookAsync(NpgsqlDataSource dataSource, CancellationToken ct) =>
        await FindAsync(dataSource, ct) ?? throw new InvalidOperationException("The database knows no master key any more.");

    /// <summary>These keys, where they are the database's.</summary>
    public static async Task<MasterKeys.Opened> WithAsync(NpgsqlDataSource dataSource, IReadOnlyList<MasterKey> keys, Known known, CancellationToken ct)
    {
        var byId = keys.ToDictionary(key => key.Id, StringComparer.Ordinal);
        var missing = known.CheckValues.Where(one => !byId.TryGetValue(one.Key, out var key) || !CryptographicOperations.FixedTimeEquals(key.CheckValue, one.Value)).Select(one => one.Key).ToArray();
        if (missing.Length == known.CheckValues.Count) throw MasterKeyException.Another(byId.Keys, missing);
        if (missing.Length > 0) throw MasterKeyException.Lacks(missing);
        var secrets = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        await using var command = dataSource.Command(MasterKeySql.MasterSecrets);
        foreach (var (name, wrapped) in await command.RowsAsync<SecretRow>(ct)) secrets[name] = Unwrap(byId, name, wrapped);
        return new(byId[known.ActiveId], known.FirstId, byId, new(secrets[BlindIndex], secrets[Fingerprint], secrets[History]), Stopwatch.GetTimestamp());
    }

    public static byte[] Unwrap(IReadOnlyDictionary<string, MasterKey> keys, string name, byte[] wrapped)
    {
        var id = MasterKeys.KeyIdOf(wrapped) ?? throw new CryptographicException($"The secret '{name}' was not protected by a master key.");
        if (!keys.TryGetValue(id, out var key)) throw MasterKeyException.Lacks([id]);
        return MasterKeys.Open(key.For(SecretPurpose), wrapped.AsSpan(1 + MasterKey.IdLength), System.Text.Encoding.UTF8.GetBytes(name));
    }

    public static byte[] Wrap(MasterKey key, string name, byte[] secret) => MasterKeys.Protect(key, SecretPurpose, secret, System.Text.Encoding.UTF8.GetBytes(name));

    private static async Task<Known?> FindAsync(NpgsqlDataSource dataSource, CancellationToken ct)
    {
        await using var command = dataSource.Command(MasterKeySql.MasterKeys);
        var (active, first) = ((string?)null, "");
        var values = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var row in await command.RowsAsync<KeyRow>(ct))
        {
            if (row.IsFirst) first = row.KeyId;
            if (row.State == "active") active = row.KeyId;
            if (row.State != "retired") values[row.KeyId] = row.CheckValue;
        }

        return active is null ? null : new(active, first, values);
    }

    /// <summary>A wrapped key from before the database knew its master key: the right key opens it.</summary>
    private static async Task<PersonKeyRow?> SampleAsync(NpgsqlDataSource dataSource, CancellationToken ct)
    {
        await using var command = dataSource.Command(MasterKeySql.SampleKey);
        return await command.FirstRowAsync<PersonKeyRow>(ct);
    }

    private static MasterKey FirstOf(IReadOnlyList<MasterKey> keys, PersonKeyRow? sample)
    {
        if (sample is not { WrappedKey: { } wrapped } row) return keys[0];
        foreach (var key in keys)
        {
            try
            {
                CryptographicOperations.ZeroMemory(MasterKeys.Open(key.For(Vault.WrapPurpose), wrapped, Vault.KeyBinding(row.KeyId, row.SubjectId)));
                return key;
            }
            catch (AuthenticationTagMismatchException)
            {
                // Not this one.
            }
        }

        throw MasterKeyException.Another(keys.Select(key => key.Id), ["?"]);
    }

    /// <summary>The database takes it only while it knows none, whoever of several nodes comes first.</summary>
    private static async Task RegisterAsync(NpgsqlDataSource dataSource, MasterKey first, CancellationToken ct)
    {
        string[] names = [BlindIndex, Fingerprint, History];
        await using var command = dataSource.Command(MasterKeySql.RegisterMasterKey)
            .With(first.Id).With(first.CheckValue).With(names).With<byte[][]>([.. names.Select(name => Wrap(first, name, first.For(name)))]);
        await command.ExecuteNonQueryAsync(ct);
    }

    private sealed record KeyRow(string KeyId, byte[] CheckValue, bool IsFirst, string State);
}

/// <summary>A secret that outlives each master key, as its row has it.</summary>
internal sealed record SecretRow(string Name, byte[] Wrapped);

/// <summary>The key of a person as its row has it; without it where it was erased.</summary>
internal sealed record PersonKeyRow(Guid KeyId, string SubjectId, byte[]? WrappedKey);
