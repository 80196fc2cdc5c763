using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using JieSuJiBan.Engine.State;

namespace JieSuJiBan.Workflows.Import;

/// <summary>
/// Ids that follow from the row alone, whatever file it stands in: importing the same row again names the same case and
/// the same command, and so adds nothing. UUIDv7, with the time of the message, so that the case falls into its partition.
/// </summary>
public static class HistoryIds
{
    /// <summary>The case of that row.</summary>
    public static CaseId CaseOf(HistoryRow row) => new(Uuid(row, "import:"));

    /// <summary>The command by which the row is imported.</summary>
    public static Guid CommandOf(HistoryRow row) => Uuid(row, "import-command:");

    /// <summary>The command of the case's step number <paramref name="sequence"/>.</summary>
    public static Guid StepOf(HistoryRow row, long sequence) =>
        Uuid(row, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"import-step-{sequence}:"));

    private static Guid Uuid(HistoryRow row, string purpose)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(purpose + row.Id), hash);
        var bytes = hash[..16];
        Span<byte> time = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(time, row.SubmittedAt.ToUnixTimeMilliseconds());
        time[2..].CopyTo(bytes);
        bytes[6] = (byte)(0x70 | (bytes[6] & 0x0F));
        bytes[8] = (byte)(0x80 | (bytes[8] & 0x3F));
        return new(bytes, bigEndian: true);
    }
}
