using System.Diagnostics;
using System.Security.Cryptography;
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
        await using var command = dataSource.CreateCommand("select name, wrapped from jsjb.master_secret");
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var (name, wrapped) = (reader.GetString(0), reader.GetFieldValue<byte[]>(1));
            secrets[name] = Unwrap(byId, name, wrapped);
        }

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
        await using var command = dataSource.CreateCommand("select key_id, check_value, is_first, state from jsjb.master_key");
        await using var reader = await command.ExecuteReaderAsync(ct);
        var (active, first) = ((string?)null, "");
        var values = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        while (await reader.ReadAsync(ct))
        {
            var (id, state) = (reader.GetString(0), reader.GetString(3));
            if (reader.GetBoolean(2)) first = id;
            if (state == "active") active = id;
            if (state != "retired") values[id] = reader.GetFieldValue<byte[]>(1);
        }

        return active is null ? null : new(active, first, values);
    }

    /// <summary>A wrapped key from before the database knew its master key: the right key opens it.</summary>
    private static async Task<(Guid KeyId, string SubjectId, byte[] Wrapped)?> SampleAsync(NpgsqlDataSource dataSource, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand("select key_id, subject_id, wrapped_key from jsjb.vault_key where wrapped_key is not null order by key_id limit 1");
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? (reader.GetGuid(0), reader.GetString(1), reader.GetFieldValue<byte[]>(2)) : null;
    }

    private static MasterKey FirstOf(IReadOnlyList<MasterKey> keys, (Guid KeyId, string SubjectId, byte[] Wrapped)? sample)
    {
        if (sample is not var (keyId, subjectId, wrapped)) return keys[0];
        foreach (var key in keys)
        {
            try
            {
                CryptographicOperations.ZeroMemory(MasterKeys.Open(key.For(Vault.WrapPurpose), wrapped, Vault.KeyBinding(keyId, subjectId)));
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
        await using var command = dataSource.CreateCommand("select jsjb.register_master_key($1, $2, $3, $4)");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = first.Id });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = first.CheckValue });
        string[] names = [BlindIndex, Fingerprint, History];
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = names });
        command.Parameters.Add(new NpgsqlParameter<byte[][]> { TypedValue = [.. names.Select(name => Wrap(first, name, first.For(name)))] });
        await command.ExecuteNonQueryAsync(ct);
    }
}
