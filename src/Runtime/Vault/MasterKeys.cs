using System.Diagnostics;
using System.Security.Cryptography;
using JieSuJiBan.Runtime.Sql;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace JieSuJiBan.Runtime.Vault;

/// <summary>
/// The master keys of this node, and which of them the database uses. What is protected names the key it lies under, so that old and new
/// keys live side by side while a rotation goes through. A node whose keys are not the database's does not start.
/// </summary>
public sealed class MasterKeys(NpgsqlDataSource dataSource, MasterKeySource source, ILogger<MasterKeys> log) : IDisposable
{
    internal const int NonceLength = 12;
    internal const int TagLength = 16;
    private const byte Format = 1;
    private const int HeaderLength = 1 + MasterKey.IdLength;

    /// <summary>How often a node looks which key is in use.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    // A node that was stopped for a while looks before it seals anything.
    private static readonly TimeSpan Stale = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly Lock asking = new();
    private long failedAt = long.MinValue / 2;
    private Opened? opened;

    /// <summary>One key and secrets of its own, without a database: for measurements, whose words nobody opens.</summary>
    internal static MasterKeys Of(MasterKey key, NpgsqlDataSource? dataSource = null, long lookedAt = long.MaxValue)
    {
        var source = MasterKeySource.Of(key);
        VaultSecrets secrets = new(key.For("blind index"), key.For("fingerprint"), key.For("history seal"));
        return new(dataSource ?? NpgsqlDataSource.Create("Host=nowhere"), source, Microsoft.Extensions.Logging.Abstractions.NullLogger<MasterKeys>.Instance)
        {
            opened = new(key, key.Id, new Dictionary<string, MasterKey>(StringComparer.Ordinal) { [key.Id] = key }, secrets, lookedAt),
        };
    }

    /// <summary>Where the keys come from.</summary>
    public MasterKeySource Source => source;

    /// <summary>The key that new things are protected with.</summary>
    public string ActiveId => Fresh().Active.Id;

    /// <summary>Keeps the blind indexes and fingerprints of requests the same, whatever master key is in use.</summary>
    internal VaultSecrets Secrets => Current().Secrets;

    /// <summary>Protects under the key in use.</summary>
    /// <param name="purpose">What for; the same is named to open it.</param>
    /// <param name="plain">What is to be kept.</param>
    /// <param name="binding">What it is tied to: elsewhere it does not open.</param>
    public byte[] Protect(string purpose, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> binding = default) => Protect(Fresh().Active, purpose, plain, binding);

    /// <summary>Opens what was protected, under whichever key of this node.</summary>
    /// <exception cref="MasterKeyException">This node does not have that key.</exception>
    /// <exception cref="CryptographicException">It was changed, or is bound to something else.</exception>
    public byte[] Unprotect(string purpose, ReadOnlySpan<byte> kept, ReadOnlySpan<byte> binding = default)
    {
        var id = KeyIdOf(kept) ?? throw new CryptographicException("This was not protected by a master key.");
        return Open(Find(id).For(purpose), kept[HeaderLength..], binding);
    }

    /// <summary>The id of the key that this lies under; null where it was not protected here.</summary>
    public static string? KeyIdOf(ReadOnlySpan<byte> kept) =>
        kept.Length >= HeaderLength + NonceLength + TagLength && kept[0] == Format ? Convert.ToHexStringLower(kept.Slice(1, MasterKey.IdLength)) : null;

    /// <summary>Looks which keys the database uses; the first node on an empty database says which. A start calls it before anything is served.</summary>
    /// <exception cref="MasterKeyException">The keys of this node are not the database's; nothing was changed.</exception>
    public async Task OpenAsync(CancellationToken ct = default)
    {
        await gate.WaitAsync(ct);
        try
        {
            if (opened is not null) return;
            if (source.IsReadableByGroup) log.LogWarning("主密钥文件 {File} 可被同组用户读取，建议 chmod 600。 The master key file may be read by its group; chmod 600 is better.", source.File);
            opened = await MasterKeyRegister.OpenAsync(dataSource, source, ct);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Looks again: after a rotation another key is in use.</summary>
    public async Task RefreshAsync(CancellationToken ct = default)
    {
        await OpenAsync(ct);
        var found = await MasterKeyRegister.LookAsync(dataSource, ct);
        var known = Current();
        if (found.ActiveId != known.Active.Id)
        {
            // The file was distributed before the rotation began.
            var keys = source.Read();
            known = await MasterKeyRegister.WithAsync(dataSource, keys, found, ct);
            log.LogInformation("Master key {Key} is in use", known.Active.Id);
        }

        Volatile.Write(ref opened, known with { LookedAt = Stopwatch.GetTimestamp() });
    }

    public void Dispose() => gate.Dispose();

    internal MasterKey Active => Fresh().Active;

    /// <summary>The key whose wrapped keys carry no id: the only one there was before rotations.</summary>
    internal string FirstId => Current().FirstId;

    /// <summary>That key of this node, read anew from its file where it was not there.</summary>
    internal MasterKey Find(string id)
    {
        var current = Current();
        if (current.Keys.TryGetValue(id, out var key)) return key;
        var keys = source.Read().ToDictionary(one => one.Id, StringComparer.Ordinal);
        if (!keys.TryGetValue(id, out key)) throw MasterKeyException.Lacks([id]);
        Interlocked.CompareExchange(ref opened, current with { Keys = keys }, current);
        return key;
    }

    internal static byte[] Protect(MasterKey key, string purpose, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> binding) =>
        [Format, .. key.IdBytes, .. SealUnder(key.For(purpose), plain, binding)];

    /// <summary>Nonce, ciphertext and tag.</summary>
    internal static byte[] SealUnder(byte[] key, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> binding)
    {
        var output = new byte[NonceLength + plain.Length + TagLength];
        RandomNumberGenerator.Fill(output.AsSpan(0, NonceLength));
        using var aes = new AesGcm(key, TagLength);
        aes.Encrypt(output.AsSpan(0, NonceLength), plain, output.AsSpan(NonceLength, plain.Length), output.AsSpan(NonceLength + plain.Length), binding);
        return output;
    }

    internal static byte[] Open(byte[] key, ReadOnlySpan<byte> kept, ReadOnlySpan<byte> binding)
    {
        if (kept.Length < NonceLength + TagLength) throw new CryptographicException("This is too short to have been protected.");
        var plain = new byte[kept.Length - NonceLength - TagLength];
        using var aes = new AesGcm(key, TagLength);
        aes.Decrypt(kept[..NonceLength], kept[NonceLength..^TagLength], kept[^TagLength..], plain, binding);
        return plain;
    }

    private Opened Current()
    {
        // Whoever composes a runtime without a host opens it by using it.
        if (Volatile.Read(ref opened) is null) OpenAsync().GetAwaiter().GetResult();
        return Volatile.Read(ref opened)!;
    }

    /// <exception cref="NothingWrittenException">The database does not say which key is in use.</exception>
    private Opened Fresh()
    {
        if (Known() is { } known) return known;
        // Where the database does not answer, one asks it; all others are told soon, and hold no thread meanwhile.
        if (Stopwatch.GetElapsedTime(Volatile.Read(ref failedAt)) < AskAgainAfter || !asking.TryEnter(LongestWait)) throw new NothingWrittenException();
        try
        {
            if (Known() is { } found) return found;
            RefreshAsync().GetAwaiter().GetResult();
            return Current();
        }
        catch
        {
            Volatile.Write(ref failedAt, Stopwatch.GetTimestamp());
            throw;
        }
        finally
        {
            asking.Exit();
        }

        Opened? Known() => Current() is var current && Stopwatch.GetElapsedTime(current.LookedAt) < Stale ? current : null;
    }

    internal sealed record Opened(MasterKey Active, string FirstId, IReadOnlyDictionary<string, MasterKey> Keys, VaultSecrets Secrets, long LookedAt);
}

/// <summary>The keys that never change, because what was made with them is compared: blind indexes, fingerprints of requests, seals of histories.</summary>
internal sealed record VaultSecrets(byte[] BlindIndex, byte[] Fingerprint, byte[] History);
