using System.Security.Cryptography;
using System.Text;
using NodaTime;

namespace JieSuJiBan.Runtime.Cases;

/// <summary>Command ids of what no person sends: derived, so that the same cause can take effect once only, whichever node is first.</summary>
public static class DerivedIds
{
    /// <summary>The command that fires a timer.</summary>
    public static Guid TimerCommand(Guid caseId, string bookmarkId, Instant dueAt) => Derive($"timer\n{caseId:N}\n{bookmarkId}\n{dueAt.ToUnixTimeTicks()}");

    /// <summary>The command that brings back what the outside answered to an effect.</summary>
    public static Guid ResultCommand(string effectId) => Derive($"result\n{effectId}");

    /// <summary>A command id for anything else that has a name of its own, e.g. a row of an import.</summary>
    public static Guid Derive(string name)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16);
        // Version 8 (RFC 9562): an id of the application's own making.
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new(bytes, bigEndian: true);
    }
}
