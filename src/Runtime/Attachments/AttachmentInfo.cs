using NodaTime;

namespace JieSuJiBan.Runtime.Attachments;

/// <summary>
/// Name of a file: a UUID and the SHA-256 of its content, <c>{uuid}.{sha256}</c>. A command that names a file thereby puts
/// its hash into the journal, so nobody can exchange the file later.
/// </summary>
/// <param name="Id">The row.</param>
/// <param name="Sha256">SHA-256 of the content, lower-case hexadecimal.</param>
public readonly record struct AttachmentId(Guid Id, string Sha256)
{
    /// <summary>The id that a text holds; null where it holds none.</summary>
    public static AttachmentId? Parse(string text) =>
        text.Length == 97 && text[32] == '.' && Guid.TryParseExact(text.AsSpan(0, 32), "N", out var id) && text.AsSpan(33).IndexOfAnyExcept("0123456789abcdef") < 0
            ? new(id, text[33..])
            : null;

    /// <inheritdoc/>
    public override string ToString() => $"{Id:N}.{Sha256}";
}

/// <summary>A file as lists show it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Type">What its content is.</param>
/// <param name="Size">Size in bytes.</param>
/// <param name="Name">What the sender called it; personal; null where erased or not given.</param>
/// <param name="UploadedBy">Account id.</param>
/// <param name="UploadedAt">When (UTC).</param>
public sealed record AttachmentInfo(AttachmentId Id, string Type, long Size, string? Name, string UploadedBy, Instant UploadedAt);
