using System.Security.Cryptography;
using System.Text;
using JieSuJiBan.Engine.Inputs;
using JieSuJiBan.Engine.State;
using JieSuJiBan.Runtime.Sql;
using NodaTime;
using Npgsql;

namespace JieSuJiBan.Runtime.Attachments;

/// <summary>
/// Keeps files encrypted in parts of 256 KiB, so that neither taking one in nor giving one out holds all of it in memory.
/// Each file has a key of its own in the vault; when a ticket takes the file, the key becomes one of the petitioner's, and
/// goes with the petitioner's other keys. A part is tied to its file, its place and whether it is the last: none can be
/// moved, dropped or cut off unseen.
/// </summary>
public sealed class AttachmentStore(NpgsqlDataSource database, Vault.Vault vault, IClock clock)
{
    /// <summary>Most files of one account that no ticket has taken yet.</summary>
    public const int MostLoose = 50;

    private const int PartLength = 256 * 1024;

    /// <summary>How long a file may wait for a ticket to take it.</summary>
    public static Duration LooseFor { get; } = Duration.FromHours(24);

    // A claim whose case never came to be may be claimed again after this.
    private static readonly Duration ClaimLasts = Duration.FromMinutes(5);

    /// <summary>Takes a file in. What is begun and not finished is swept like any loose file.</summary>
    /// <param name="head">Its first bytes, already read.</param>
    /// <param name="rest">What follows them.</param>
    /// <param name="name">What the sender calls it, or null.</param>
    /// <param name="type">What it is.</param>
    /// <param name="maxBytes">Largest size.</param>
    /// <param name="uploadedBy">Account id.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>The file, or null where it is larger than allowed: then nothing is kept.</returns>
    public async Task<AttachmentInfo?> StoreAsync(ReadOnlyMemory<byte> head, Stream rest, string? name, string type, long maxBytes, string uploadedBy, CancellationToken ct)
    {
        await SweepAsync(ct);
        var at = clock.GetCurrentInstant();
        var id = Guid.CreateVersion7(at.ToDateTimeOffset());
        var personKey = RandomNumberGenerator.GetBytes(32);
        try
        {
            await BeginAsync(id, personKey, name, type, uploadedBy, at, ct);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var buffer = new byte[PartLength + 1];
            head.CopyTo(buffer);
            var (filled, size, ordinal) = (head.Length, 0L, 0);
            while (true)
            {
                // One byte more than a part: only then is it known whether this one is the last.
                filled += await rest.ReadAtLeastAsync(buffer.AsMemory(filled), buffer.Length - filled, throwOnEndOfStream: false, ct);
                var isLast = filled <= PartLength;
                var length = Math.Min(filled, PartLength);
                size += length;
                if (size > maxBytes || (!isLast && size >= maxBytes))
                {
                    await DeleteAsync(id, ct);
                    return null;
                }

                hash.AppendData(buffer, 0, length);
                await WritePartAsync(id, ordinal++, personKey, buffer.AsMemory(0, length), isLast, ct);
                if (isLast) break;
                buffer[0] = buffer[PartLength];
                filled = 1;
            }

            var sha256 = hash.GetHashAndReset();
            await using var done = database.Command(AttachmentSql.FinishFile).With(id).With(size).With(sha256);
            await done.ExecuteNonQueryAsync(ct);
            return new(new(id, Convert.ToHexStringLower(sha256)), type, size, name, uploadedBy, at);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(personKey);
        }
    }

    /// <summary>How many files of that account no ticket has taken yet.</summary>
    public async Task<int> LooseOfAsync(string account, CancellationToken ct)
    {
        await using var command = database.Command(AttachmentSql.CountLoose).With(account).With(clock.GetCurrentInstant() - LooseFor);
        return (int)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>
    /// Ties files to a case, under the petitioner's key from now on. A file may be tied by whoever uploaded it, or when it
    /// belongs to that case already; the same command may tie it again. Guessing an id gets nobody another's file.
    /// </summary>
    /// <returns>The ids that may not be tied; empty where all are.</returns>
    public async Task<IReadOnlyList<string>> ClaimAsync(IReadOnlyCollection<string> ids, CaseId caseId, string subjectId, string account, Guid commandId, CancellationToken ct)
    {
        var wanted = ids.Distinct(StringComparer.Ordinal).Select(id => (Text: id, Id: AttachmentId.Parse(id))).ToArray();
        var bad = wanted.Where(one => one.Id is null).Select(one => one.Text).ToList();
        if (bad.Count > 0 || wanted.Length == 0) return bad;
        var now = clock.GetCurrentInstant();
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        Dictionary<Guid, Claim> rows;
        await using (var read = connection.Command(AttachmentSql.LockForClaim, transaction).With<Guid[]>([.. wanted.Select(one => one.Id!.Value.Id)]))
        {
            rows = (await read.RowsAsync<Claim>(ct)).ToDictionary(row => row.AttachmentId);
        }

        bad.AddRange(wanted.Where(one => !rows.TryGetValue(one.Id!.Value.Id, out var row) || row.Sha256 != one.Id.Value.Sha256 || !MayClaim(row, caseId.Value, account, commandId, now)).Select(one => one.Text));
        if (bad.Count > 0) return bad;
        foreach (var (id, row) in rows)
        {
            // Tied by this very command to a case that exists: the command is only being sent again.
            if (row.CaseId is not null && row.IsCaseThere) continue;
            // The key moves while no case has the file: afterwards the database refuses it.
            if (row.WrappedKey is not null && row.SubjectId != subjectId)
            {
                await using var move = connection.Command(AttachmentSql.MoveKey, transaction)
                    .With(row.KeyId).With(subjectId).With(row.WrappedKey).With(vault.Wrap(vault.Unwrap(row.WrappedKey, row.KeyId, row.SubjectId), row.KeyId, subjectId));
                if (await move.ExecuteScalarAsync(ct) is not true) throw new InvalidOperationException($"The key {row.KeyId} of a file changed while the file was claimed.");
            }

            await using var tie = connection.Command(AttachmentSql.TieFile, transaction).With(id).With(caseId.Value).With(commandId).With(now);
            await tie.ExecuteNonQueryAsync(ct);
        }

        await transaction.CommitAsync(ct);
        return [];
    }

    /// <summary>Lets files go again that were tied to a case which never came to be.</summary>
    public async Task ReleaseAsync(IReadOnlyCollection<string> ids, CaseId caseId, CancellationToken ct)
    {
        await using var command = database.Command(AttachmentSql.ReleaseFiles)
            .With<Guid[]>([.. ids.Select(AttachmentId.Parse).OfType<AttachmentId>().Select(id => id.Id)]).With(caseId.Value);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>The files of a case, oldest first; the caller has shown that the viewer may know of the case.</summary>
    public async Task<IReadOnlyList<AttachmentInfo>> OfCaseAsync(CaseId caseId, CancellationToken ct)
    {
        await using var command = database.Command(AttachmentSql.FilesOfCase).With(caseId.Value);
        return await ListAsync(command, ct);
    }

    /// <summary>Those of these files that the account uploaded itself and that no ticket has taken yet.</summary>
    public async Task<IReadOnlyList<AttachmentInfo>> LooseAsync(IReadOnlyCollection<string> ids, string account, CancellationToken ct)
    {
        var wanted = ids.Select(AttachmentId.Parse).OfType<AttachmentId>().Select(id => id.Id).ToArray();
        if (wanted.Length == 0) return [];
        await using var command = database.Command(AttachmentSql.LooseFiles).With(wanted);
        var found = await ListAsync(command, ct);
        return [.. found.Where(file => file.UploadedBy == account)];
    }

    /// <summary>Writes a file of a case to a stream, after noting who reads it. False where it was erased.</summary>
    /// <exception cref="CryptographicException">A part was tampered with, moved or dropped.</exception>
    public async Task<Func<Stream, CancellationToken, Task>?> OpenAsync(AttachmentInfo file, Actor actor, CancellationToken ct)
    {
        await using var command = database.Command(AttachmentSql.OpenFile).With(file.Id.Id).With(clock.GetCurrentInstant()).With(actor.Id);
        if (await command.FirstRowAsync<KeyRow>(ct) is not { WrappedKey: { } wrapped } row) return null;
        var personKey = vault.Unwrap(wrapped, row.KeyId, row.SubjectId);
        return (output, cancel) => CopyAsync(file, personKey, output, cancel);
    }

    /// <summary>Writes a file that no ticket has taken, for whoever checks it before anybody may name it. That is no reading by a person, and not logged as one.</summary>
    public async Task<Func<Stream, CancellationToken, Task>> ReadLooseAsync(AttachmentInfo file, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(file);
        await using var command = database.Command(AttachmentSql.LooseFileKey).With(file.Id.Id);
        var row = await command.FirstRowAsync<KeyRow>(ct) ?? throw new InvalidOperationException($"There is no loose file {file.Id.Id}.");
        var personKey = vault.Unwrap(row.WrappedKey!, row.KeyId, row.SubjectId);
        return (output, cancel) => CopyAsync(file, personKey, output, cancel);
    }

    private async Task CopyAsync(AttachmentInfo file, byte[] personKey, Stream output, CancellationToken ct)
    {
        await using var command = database.Command(AttachmentSql.ReadParts).With(file.Id.Id);
        await using var reader = await command.ExecuteReaderAsync(System.Data.CommandBehavior.SequentialAccess, ct);
        var parts = RowMapping<PartRow>.For(reader);
        var (size, expected) = (0L, 0);
        while (await reader.ReadAsync(ct))
        {
            var (ordinal, nonce, ciphertext) = parts.Read();
            var isLast = size + ciphertext.Length - Vault.Vault.TagLength == file.Size;
            if (ordinal != expected++) throw new CryptographicException("A part of an attachment is missing.");
            var plain = Vault.Vault.Decrypt(personKey, nonce, ciphertext, Binding(file.Id.Id, ordinal, isLast));
            size += plain.Length;
            await output.WriteAsync(plain, ct);
        }

        CryptographicOperations.ZeroMemory(personKey);
        if (size != file.Size) throw new CryptographicException("A part of an attachment is missing.");
    }

    private async Task<IReadOnlyList<AttachmentInfo>> ListAsync(NpgsqlCommand command, CancellationToken ct) => (await command.RowsAsync<FileRow>(ct)).ConvertAll(row =>
    {
        string? name = null;
        if (row is { Name: { } sealedName, WrappedKey: { } wrapped })
        {
            var personKey = vault.Unwrap(wrapped, row.KeyId, row.SubjectId);
            name = Encoding.UTF8.GetString(Vault.Vault.Decrypt(personKey, sealedName.AsSpan(0, 12), sealedName.AsSpan(12), NameBinding(row.AttachmentId)));
        }

        return new AttachmentInfo(new(row.AttachmentId, row.Sha256), row.ContentType, row.Size, name, row.UploadedBy, row.CreatedAt);
    });

    private async Task BeginAsync(Guid id, byte[] personKey, string? name, string type, string uploadedBy, Instant at, CancellationToken ct)
    {
        var keyId = Guid.CreateVersion7(at.ToDateTimeOffset());
        var subjectId = Vault.Vault.NewSubjectId();
        byte[]? sealedName = null;
        if (name is not null)
        {
            var nonce = RandomNumberGenerator.GetBytes(12);
            sealedName = [.. nonce, .. Vault.Vault.Encrypt(personKey, nonce, Encoding.UTF8.GetBytes(name), NameBinding(id))];
        }

        await using var command = database.Command(AttachmentSql.BeginFile)
            .With(id).With(keyId).With(subjectId).With(vault.Wrap(personKey, keyId, subjectId)).With(at).With(uploadedBy).With(type).With(sealedName);
        await command.ExecuteNonQueryAsync(ct);
    }

    private async Task WritePartAsync(Guid id, int ordinal, byte[] personKey, ReadOnlyMemory<byte> plain, bool isLast, CancellationToken ct)
    {
        var nonce = RandomNumberGenerator.GetBytes(12);
        await using var command = database.Command(AttachmentSql.WritePart)
            .With(id).With(ordinal).With(nonce).With(Vault.Vault.Encrypt(personKey, nonce, plain.Span, Binding(id, ordinal, isLast)));
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Drops a file that no ticket has taken.</summary>
    public Task ForgetAsync(AttachmentId id, CancellationToken ct) => DeleteAsync(id.Id, ct);

    private async Task DeleteAsync(Guid id, CancellationToken ct)
    {
        await using var command = database.Command(AttachmentSql.ForgetFile).With(id);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Files that no ticket took in a day are gone: few at a time, as new ones come.</summary>
    private async Task SweepAsync(CancellationToken ct)
    {
        await using var command = database.Command(AttachmentSql.SweepFiles).With(clock.GetCurrentInstant() - LooseFor);
        await command.ExecuteNonQueryAsync(ct);
    }

    private static bool MayClaim(Claim row, Guid caseId, string account, Guid commandId, Instant now) =>
        (row.CaseId == caseId && row.IsCaseThere)
        || (row.UploadedBy == account
            && (row.CaseId is null || row.CommandId == commandId || (!row.IsCaseThere && row.ClaimedAt < now - ClaimLasts)));

    private static byte[] Binding(Guid id, int ordinal, bool isLast) => Encoding.UTF8.GetBytes($"{id:N}\npart\n{ordinal}\n{isLast}");

    private static byte[] NameBinding(Guid id) => Encoding.UTF8.GetBytes($"{id:N}\nname");

    private sealed record Claim(
        Guid AttachmentId, string Sha256, string UploadedBy, Guid? CaseId, Guid? CommandId, Instant? ClaimedAt, bool IsCaseThere, Guid KeyId, string SubjectId, byte[]? WrappedKey);

    /// <summary>The columns of <c>Attachments/Sql/FileColumns.sql</c>.</summary>
    private sealed record FileRow(
        Guid AttachmentId, string Sha256, string ContentType, long Size, byte[]? Name, string UploadedBy, Instant CreatedAt, Guid KeyId, string SubjectId, byte[]? WrappedKey);

    private sealed record KeyRow(Guid KeyId, string SubjectId, byte[]? WrappedKey);

    private sealed record PartRow(int Ordinal, byte[] Nonce, byte[] Ciphertext);
}
