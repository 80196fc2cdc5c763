using System.Security.Cryptography;
using System.Text;

namespace JieSuJiBan.Application.Commands;

/// <summary>Ids of commands. A command id is one account's own: nobody gets the answer to another's.</summary>
public static class CommandIds
{
    /// <summary>The command id that an account's key names: SHA-256 over both, as a UUID of version 8.</summary>
    public static Guid Derive(string accountId, string key)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{accountId}\n{key}"), hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new(hash[..16], bigEndian: true);
    }
}
