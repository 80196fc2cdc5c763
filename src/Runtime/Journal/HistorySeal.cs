using System.Buffers.Binary;
using System.Security.Cryptography;
using JieSuJiBan.Runtime.Vault;

namespace JieSuJiBan.Runtime.Journal;

/// <summary>
/// What only the service can write: a keyed hash over what a row says. Hashes anybody can compute, so whoever owns the database can edit an entry and
/// make the whole chain anew; the seal of its end he cannot make without the master key, which is not in the database. An earlier state with its
/// own seal can be put back: only a log outside the database finds that.
/// </summary>
public sealed class HistorySeal
{
    private readonly MasterKeys keys;

    internal HistorySeal(MasterKeys keys) => this.keys = keys;

    /// <summary>The seal over the end of a case's history.</summary>
    internal byte[] Of(Guid caseId, long version, ReadOnlySpan<byte> lastHash)
    {
        Span<byte> content = stackalloc byte[16 + 8 + 32];
        caseId.TryWriteBytes(content, bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(content[16..], version);
        lastHash.CopyTo(content[24..]);
        return HMACSHA256.HashData(keys.Secrets.History, content);
    }

    /// <summary>The seal over a text, told apart from others by what it is for.</summary>
    internal byte[] Of(string purpose, string content) => HMACSHA256.HashData(keys.Secrets.History, System.Text.Encoding.UTF8.GetBytes($"{purpose}\n{content}"));
}
