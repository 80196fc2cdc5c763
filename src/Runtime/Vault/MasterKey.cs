using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace JieSuJiBan.Runtime.Vault;

/// <summary>
/// One master key: 32 bytes that are never in the database. Its id follows from it, so two nodes that name the same id have the same key.
/// </summary>
public sealed class MasterKey
{
    /// <summary>How many bytes a key has.</summary>
    public const int Length = 32;

    /// <summary>How many bytes its id has.</summary>
    public const int IdLength = 8;

    private readonly byte[] secret;
    private readonly ConcurrentDictionary<string, byte[]> derived = new(StringComparer.Ordinal);

    /// <summary>The key of these bytes.</summary>
    /// <exception cref="ArgumentException">They are not 32.</exception>
    public MasterKey(ReadOnlySpan<byte> secret)
    {
        if (secret.Length != Length) throw new ArgumentException("A master key has 32 bytes. 主密钥须为32字节。", nameof(secret));
        this.secret = secret.ToArray();
        IdBytes = Derive("id")[..IdLength];
        Id = Convert.ToHexStringLower(IdBytes);
        CheckValue = Derive("check value");
    }

    /// <summary>Names the key, and says nothing about it: 16 hexadecimal digits.</summary>
    public string Id { get; }

    /// <summary>What the database keeps to recognise the key; the key cannot be found from it.</summary>
    public byte[] CheckValue { get; }

    internal byte[] IdBytes { get; }

    /// <summary>A new key by chance.</summary>
    public static MasterKey New() => new(RandomNumberGenerator.GetBytes(Length));

    /// <summary>The key that this one gives for a purpose; purposes cannot be told from one another.</summary>
    internal byte[] For(string purpose) => derived.GetOrAdd(purpose, Derive);

    /// <summary>As a key file holds it.</summary>
    internal string ToLine() => $"{Id} {Convert.ToBase64String(secret)}";

    /// <summary>Reads a line of a key file: base64, or the id before it.</summary>
    internal static MasterKey? Parse(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (words.Length is 0 or > 2 || !Base64.IsValid(words[^1], out var length) || length != Length) return null;
        var key = new MasterKey(Convert.FromBase64String(words[^1]));
        return words.Length == 1 || words[0] == key.Id ? key : null;
    }

    private byte[] Derive(string purpose) => HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, Length, info: Encoding.UTF8.GetBytes("jsjb vault " + purpose));
}
