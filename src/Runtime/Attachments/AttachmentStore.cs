using System.Security.Cryptography;
using System.Text;
using JieSuJiBan.Engine.Inputs;
using NodaTime;
using Npgsql;
using NpgsqlTypes;

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
            await using var done = database.CreateCommand("update jsjb.attachment set size = $2, sha256 = $3 where attachment_id = $1");
            done.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
            done.Parameters.Add(new NpgsqlParameter<long> { TypedValue = size });
            done.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = sha256 });
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
        await using var command = database.CreateCommand("select count(*)::int from jsjb.attachment where uploaded_by = $1 and case_id is null and created_at > $2");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = account });
        command.Parameters.Add(new NpgsqlParameter<Instant> { TypedValue = clock.GetCurrentInstant() - LooseFor });
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
        var rows = new Dictionary<Guid, Claim>();
        await using (var read = new NpgsqlCommand(
            """
            select a.attachment_id, a.sha256, a.uploaded_by, a.case_id, a.command_id, a.claimed_at,
                   exists (select from jsjb.case_state s where s.case_id = a.case_id), a.key_id, k.subject_id, k.wrapped_key
            from jsjb.attachment a join jsjb.vault_key k using (key_id)
            where a.attachment_id = any($1) and a.sha256 is not null
            order by a.attachment_id for update of a
            """, connection, transaction))
        {
            read.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. wanted.Select(one => one.Id!.Value.Id)] });
            await using var reader = await read.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                rows[reader.GetGuid(0)] = new(
                    Convert.ToHexStringLower(reader.GetFieldValue<byte[]>(1)),
                    reader.GetString(2),
                    reader.IsDBNull(3) ? null : reader.GetGuid(3),
                    reader.IsDBNull(4) ? null : reader.GetGuid(4),
                    reader.IsDBNull(5) ? null : reader.GetFieldValue<Instant>(5),
                    reader.GetBoolean(6),
                    reader.GetGuid(7),
                    reader.GetString(8),
                    reader.IsDBNull(9) ? null : reader.GetFieldValue<byte[]>(9));
            }
        }

        bad.AddRange(wanted.Where(one => !rows.TryGetValue(one.Id!.Value.Id, out var row) || row.Sha256 != one.Id.Value.Sha256 || !MayClaim(row, caseId.Value, account, commandId, now)).Select(one => one.Text));
        if (bad.Count > 0) return bad;
        foreach (var (id, row) in rows)
        {
            // Tied by this very command to a case that exists: the command is only being sent again.
            if (row.CaseId is not null && row.IsCaseThere) continue;
            // The key moves while no case has the file: afterwards the database refuses it.
            if (row.Wrapped is not null && row.SubjectId != subjectId)
            {
                await using var move = new NpgsqlCommand("select jsjb.claim_attachment_key($1, $2, $3, $4)", connection, transaction);
                move.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = row.KeyId });
                move.Parameters.Add(new NpgsqlParameter<string> { TypedValue = subjectId });
                move.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = row.Wrapped });
                move.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = vault.Wrap(vault.Unwrap(row.Wrapped, row.KeyId, row.SubjectId), row.KeyId, subjectId) });
                if (await move.ExecuteScalarAsync(ct) is not true) throw new InvalidOperationException($"The key {row.KeyId} of a file changed while the file was claimed.");
            }

            await using var tie = new NpgsqlCommand("update jsjb.attachment set case_id = $2, command_id = $3, claimed_at = $4 where attachment_id = $1", connection, transaction);
            tie.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
            tie.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = caseId.Value });
            tie.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = commandId });
            tie.Parameters.Add(new NpgsqlParameter<Instant> { TypedValue = now });
            await tie.ExecuteNonQueryAsync(ct);
        }

        await transaction.CommitAsync(ct);
        return [];
    }

    /// <summary>Lets files go again that were tied to a case which never came to be.</summary>
    public async Task ReleaseAsync(IReadOnlyCollection<string> ids, CaseId caseId, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            """
            update jsjb.attachment a set case_id = null, command_id = null, claimed_at = null
            where a.attachment_id = any($1) and a.case_id = $2 and not exists (select from jsjb.case_state s where s.case_id = $2)
            """);
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. ids.Select(AttachmentId.Parse).OfType<AttachmentId>().Select(id => id.Id)] });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = caseId.Value });
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>The files of a case, oldest first; the caller has shown that the viewer may know of the case.</summary>
    public Task<IReadOnlyList<AttachmentInfo>> OfCaseAsync(CaseId caseId, CancellationToken ct) => ListAsync(
        "a.case_id = $1", new NpgsqlParameter<Guid> { TypedValue = caseId.Value }, ct);

    /// <summary>Those of these files that the account uploaded itself and that no ticket has taken yet.</summary>
    public async Task<IReadOnlyList<AttachmentInfo>> LooseAsync(IReadOnlyCollection<string> ids, string account, CancellationToken ct)
    {
        var wanted = ids.Select(AttachmentId.Parse).OfType<AttachmentId>().Select(id => id.Id).ToArray();
        if (wanted.Length == 0) return [];
        var found = await ListAsync("a.case_id is null and a.attachment_id = any($1)", new NpgsqlParameter<Guid[]> { TypedValue = wanted }, ct);
        return [.. found.Where(file => file.UploadedBy == account)];
    }

    /// <summary>Writes a file of a case to a stream, after noting who reads it. False where it was erased.</summary>
    /// <exception cref="CryptographicException">A part was tampered with, moved or dropped.</exception>
    public async Task<Func<Stream, CancellationToken, Task>?> OpenAsync(AttachmentInfo file, Actor actor, CancellationToken ct)
    {
        await using var command = database.CreateCommand(
            """
            with file as (
                select a.attachment_id, a.key_id, k.subject_id, k.wrapped_key from jsjb.attachment a join jsjb.vault_key k using (key_id) where a.attachment_id = $1
            ), logged as (
                insert into jsjb.vault_access (at, actor, vault_id, purpose) select $2, $3, attachment_id, 'attachment' from file
            )
            select key_id, subject_id, wrapped_key from file
            """);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = file.Id.Id });
        command.Parameters.Add(new NpgsqlParameter<Instant> { TypedValue = clock.GetCurrentInstant() });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = actor.Id });
        byte[] personKey;
        await using (var reader = await command.ExecuteReaderAsync(ct))
        {
            if (!await reader.ReadAsync(ct) || reader.IsDBNull(2)) return null;
            personKey = vault.Unwrap(reader.GetFieldValue<byte[]>(2), reader.GetGuid(0), reader.GetString(1));
        }

        return (output, cancel) => CopyAsync(file, personKey, output, cancel);
    }

    /// <summary>Writes a file that no ticket has taken, for whoever checks it before anybody may name it. That is no reading by a person, and not logged as one.</summary>
    public async Task<Func<Stream, CancellationToken, Task>> ReadLooseAsync(AttachmentInfo file, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(file);
        await using var command = database.CreateCommand(
            "select a.key_id, k.subject_id, k.wrapped_key from jsjb.attachment a join jsjb.vault_key k using (key_id) where a.attachment_id = $1 and a.case_id is null and k.wrapped_key is not null");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = file.Id.Id });
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct)) throw new InvalidOperationException($"There is no loose file {file.Id.Id}.");
        var personKey = vault.Unwrap(reader.GetFieldValue<byte[]>(2), reader.GetGuid(0), reader.GetString(1));
        return (output, cancel) => CopyAsync(file, personKey, output, cancel);
    }

    private async Task CopyAsync(AttachmentInfo file, byte[] personKey, Stream output, CancellationToken ct)
    {
        await using var command = database.CreateCommand("select ordinal, nonce, ciphertext from jsjb.attachment_part where attachment_id = $1 order by ordinal");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = file.Id.Id });
        await using var reader = await command.ExecuteReaderAsync(System.Data.CommandBehavior.SequentialAccess, ct);
        var (size, expected) = (0L, 0);
        while (await reader.ReadAsync(ct))
        {
            var ordinal = reader.GetInt32(0);
            var nonce = reader.GetFieldValue<byte[]>(1);
            var ciphertext = reader.GetFieldValue<byte[]>(2);
            var isLast = size + ciphertext.Length - Vault.Vault.TagLength == file.Size;
            if (ordinal != expected++) throw new CryptographicException("A part of an attachment is missing.");
            var plain = Vault.Vault.Decrypt(personKey, nonce, ciphertext, Binding(file.Id.Id, ordinal, isLast));
            size += plain.Length;
            await output.WriteAsync(plain, ct);
        }

        CryptographicOperations.ZeroMemory(personKey);
        if (size != file.Size) throw new CryptographicException("A part of an attachment is missing.");
    }

    private async Task<IReadOnlyList<AttachmentInfo>> ListAsync(string condition, NpgsqlParameter parameter, CancellationToken ct)
    {
#pragma warning disable CA2100 // The condition is one of the constants above.
        await using var command = database.CreateCommand(
            $"""
            select a.attachment_id, a.sha256, a.content_type, a.size, a.name, a.uploaded_by, a.created_at, a.key_id, k.subject_id, k.wrapped_key
            from jsjb.attachment a join jsjb.vault_key k using (key_id)
            where {condition} and a.sha256 is not null order by a.created_at, a.attachment_id limit 500
            """);
#pragma warning restore CA2100
        command.Parameters.Add(parameter);
        var files = new List<AttachmentInfo>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var id = reader.GetGuid(0);
            string? name = null;
            if (!reader.IsDBNull(4) && !reader.IsDBNull(9))
            {
                var sealedName = reader.GetFieldValue<byte[]>(4);
                var personKey = vault.Unwrap(reader.GetFieldValue<byte[]>(9), reader.GetGuid(7), reader.GetString(8));
                name = Encoding.UTF8.GetString(Vault.Vault.Decrypt(personKey, sealedName.AsSpan(0, 12), sealedName.AsSpan(12), NameBinding(id)));
            }

            files.Add(new(
                new(id, Convert.ToHexStringLower(reader.GetFieldValue<byte[]>(1))),
                reader.GetString(2),
                reader.GetInt64(3),
                name,
                reader.GetString(5),
                reader.GetFieldValue<Instant>(6)));
        }

        return files;
    }

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

        await using var command = database.CreateCommand(
            """
            with key as (
                insert into jsjb.vault_key (key_id, subject_id, wrapped_key, created_at) values ($2, $3, $4, $5)
            )
            insert into jsjb.attachment (attachment_id, key_id, uploaded_by, content_type, name, created_at) values ($1, $2, $6, $7, $8, $5)
            """);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = keyId });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = subjectId });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = vault.Wrap(personKey, keyId, subjectId) });
        command.Parameters.Add(new NpgsqlParameter<Instant> { TypedValue = at });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = uploadedBy });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = type });
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Bytea, Value = (object?)sealedName ?? DBNull.Value });
        await command.ExecuteNonQueryAsync(ct);
    }

    private async Task WritePartAsync(Guid id, int ordinal, byte[] personKey, ReadOnlyMemory<byte> plain, bool isLast, CancellationToken ct)
    {
        var nonce = RandomNumberGenerator.GetBytes(12);
        await using var command = database.CreateCommand("insert into jsjb.attachment_part (attachment_id, ordinal, nonce, ciphertext) values ($1, $2, $3, $4)");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = ordinal });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = nonce });
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = Vault.Vault.Encrypt(personKey, nonce, plain.Span, Binding(id, ordinal, isLast)) });
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Drops a file that no ticket has taken.</summary>
    public Task ForgetAsync(AttachmentId id, CancellationToken ct) => DeleteAsync(id.Id, ct);

    private async Task DeleteAsync(Guid id, CancellationToken ct)
    {
        await using var command = database.CreateCommand("select jsjb.forget_attachment($1)");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Files that no ticket took in a day are gone: few at a time, as new ones come.</summary>
    private async Task SweepAsync(CancellationToken ct)
    {
        await using var command = database.CreateCommand("select jsjb.sweep_attachments($1)");
        command.Parameters.Add(new NpgsqlParameter<Instant> { TypedValue = clock.GetCurrentInstant() - LooseFor });
        await command.ExecuteNonQueryAsync(ct);
    }

    private static bool MayClaim(Claim row, Guid caseId, string account, Guid commandId, Instant now) =>
        (row.CaseId == caseId && row.IsCaseThere)
        || (row.UploadedBy == account
            && (row.CaseId is null || row.CommandId == commandId || (!row.IsCaseThere && row.ClaimedAt < now - ClaimLasts)));

    private static byte[] Binding(Guid id, int ordinal, bool isLast) => Encoding.UTF8.GetBytes($"{id:N}\npart\n{ordinal}\n{isLast}");

    private static byte[] NameBinding(Guid id) => Encoding.UTF8.GetBytes($"{id:N}\nname");

    private sealed record Claim(
        string Sha256, string UploadedBy, Guid? CaseId, Guid? CommandId, Instant? ClaimedAt, bool IsCaseThere, Guid KeyId, string SubjectId, byte[]? Wrapped);
}
