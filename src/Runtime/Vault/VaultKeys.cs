using System.Security.Cryptography;

namespace JieSuJiBan.Runtime.Vault;

/// <summary>
/// The keys derived from the master key: one wraps the keys of persons, one makes blind indexes (equality without the value), one
/// fingerprints requests, one seals histories. All nodes of a service share one master key; whoever loses it loses every word in the vault.
/// </summary>
public sealed class VaultKeys
{
    private const int KeyLength = 32;
    private const int NonceLength = 12;

    private readonly byte[] secret;

    public VaultKeys(ReadOnlySpan<byte> master)
    {
        if (master.Length != KeyLength) throw new ArgumentException("The master key of the vault must have 32 bytes. 保险库主密钥须为32字节。", nameof(master));
        secret = master.ToArray();
        Wrapping = Derive(secret, "wrap");
        BlindIndex = Derive(secret, "blind index");
        Fingerprint = Derive(secret, "fingerprint");
        History = Derive(secret, "history seal");
    }

    internal byte[] Wrapping { get; }

    internal byte[] BlindIndex { get; }

    internal byte[] Fingerprint { get; }

    internal byte[] History { get; }

    /// <summary>Reads the master key from a file, or makes the file (readable by its owner only) where there is none.</summary>
    public static VaultKeys FromFile(string path)
    {
        if (!File.Exists(path))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using var file = new FileStream(path, options);
            file.Write(RandomNumberGenerator.GetBytes(KeyLength));
            file.Flush(flushToDisk: true);
        }

        return new(File.ReadAllBytes(path));
    }

    /// <summary>Seals a secret of the service itself, under a key derived from the master key for that purpose alone.</summary>
    /// <param name="purpose">What it is for; opened under another purpose it does not open.</param>
    /// <param name="plain">The secret.</param>
    public byte[] SealSecret(string purpose, ReadOnlySpan<byte> plain)
    {
        var nonce = RandomNumberGenerator.GetBytes(NonceLength);
        return [.. nonce, .. Vault.Encrypt(Derive(secret, "secret " + purpose), nonce, plain, System.Text.Encoding.UTF8.GetBytes(purpose))];
    }

    /// <summary>Opens what <see cref="SealSecret"/> sealed.</summary>
    /// <exception cref="CryptographicException">It was tampered with, or sealed for another purpose or under another master key.</exception>
    public byte[] OpenSecret(string purpose, ReadOnlySpan<byte> sealedBytes) => sealedBytes.Length < NonceLength + Vault.TagLength
        ? throw new CryptographicException("The sealed secret is too short.")
        : Vault.Decrypt(Derive(secret, "secret " + purpose), sealedBytes[..NonceLength], sealedBytes[NonceLength..], System.Text.Encoding.UTF8.GetBytes(purpose));

    private static byte[] Derive(byte[] master, string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, master, KeyLength, info: System.Text.Encoding.UTF8.GetBytes("jsjb vault " + purpose));
}
