using System.Data;
using JieSuJiBan.Runtime.Commit;
using JieSuJiBan.Runtime.Inbox;
using NodaTime;
using Npgsql;
using TaskRow = JieSuJiBan.Runtime.Commit.TaskRow;

namespace JieSuJiBan.Runtime.Verification;

/// <summary>The head of a case as its row says.</summary>
internal sealed record HeadRow(
    long Version, string DefinitionId, string DefinitionHash, string Status, string SubStatus, byte[]? State, long StateVersion, byte[] LastHash, Instant UpdatedAt,
    int Incidents, string[] ChildHashes, byte[]? Seal, long SealedVersion);

/// <summary>An entry and the columns beside it.</summary>
internal sealed record EntryRow(long Sequence, Instant At, Guid CommandId, string Actor, string InputKind, byte[] Entry, string Hash);

/// <summary>All rows that one case has, read in one snapshot: the service goes on writing meanwhile.</summary>
internal sealed class CaseRows
{
    private const string Sql =
        """
        select version, definition_id, definition_hash, status, sub_status, state, state_version, last_hash, updated_at, incidents, child_hashes, seal, coalesce(sealed_version, 0)
        from jsjb.case_state where case_id = $1;
        select seq, at, command_id, actor, input_kind, entry, hash from jsjb.journal where case_id = $1 order by seq;
        select task_id, kind, title, role, unit_code, assignee, opened_at, due_at, payload::text, status, outcome, closed_at, closed_by from jsjb.task where case_id = $1 order by task_id;
        select bookmark_id, due_at from jsjb.timer where case_id = $1 order by bookmark_id;
        select number, status, request_type, channel, class_code, district_code, street_code, lead_unit, urgency, accepted_at, feedback_due_at, signed_in_at, replied_at,
               warned_at, overdue_at, archived_at, subject_id, title_vault, overdue, flag_of, confidential, version
        from jsjb.ticket where case_id = $1;
        select unit_code, accepted_at, is_current, follows from jsjb.ticket_partner where case_id = $1 order by unit_code;
        select effect_id, channel, payload::text, awaits_result, created_at from jsjb.outbox where case_id = $1 order by effect_id;
        select vault_id from jsjb.vault where case_id = $1;
        """;

    public HeadRow? Head { get; private set; }

    public List<EntryRow> Journal { get; } = [];

    public List<TaskRow> Tasks { get; } = [];

    public List<TimerRow> Timers { get; } = [];

    public TicketProjection? Ticket { get; private set; }

    public long TicketVersion { get; private set; }

    public List<PartnerRow> Partners { get; } = [];

    public List<OutboxRow> Messages { get; } = [];

    public HashSet<Guid> Words { get; } = [];

    /// <summary>The case of each command that an entry names; absent where there is no such command.</summary>
    public Dictionary<Guid, (Guid CaseId, Instant At)> Commands { get; } = [];

    /// <summary>True where nothing at all is kept of the case.</summary>
    public bool IsEmpty => Head is null && Journal.Count == 0 && Tasks.Count == 0 && Timers.Count == 0 && Ticket is null && Partners.Count == 0 && Messages.Count == 0 && Words.Count == 0;

    public static async Task<CaseRows> ReadAsync(NpgsqlDataSource database, Guid caseId, CancellationToken ct)
    {
        var rows = new CaseRows();
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var snapshot = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        await using (var batch = new NpgsqlBatch(connection, snapshot))
        {
            foreach (var statement in Sql.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                batch.BatchCommands.Add(new(statement) { Parameters = { new NpgsqlParameter<Guid> { TypedValue = caseId } } });
            }

            await using var reader = await batch.ExecuteReaderAsync(ct);
            await rows.ReadAsync(reader, ct);
        }

        await rows.ReadCommandsAsync(connection, snapshot, ct);
        await snapshot.CommitAsync(ct);
        return rows;
    }

    private async Task ReadAsync(NpgsqlDataReader reader, CancellationToken ct)
    {
        if (await reader.ReadAsync(ct))
        {
            Head = new(
                reader.GetInt64(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetString(4),
                reader.IsDBNull(5) ? null : reader.GetFieldValue<byte[]>(5), reader.GetInt64(6), reader.GetFieldValue<byte[]>(7), reader.GetFieldValue<Instant>(8), reader.GetInt32(9), reader.IsDBNull(10) ? [] : reader.GetFieldValue<string[]>(10),
                reader.IsDBNull(11) ? null : reader.GetFieldValue<byte[]>(11), reader.GetInt64(12));
        }

        async Task NextAsync(Action read)
        {
            await reader.NextResultAsync(ct);
            while (await reader.ReadAsync(ct)) read();
        }

        await NextAsync(() => Journal.Add(new(
            reader.GetInt64(0), reader.GetFieldValue<Instant>(1), reader.GetGuid(2), reader.GetString(3), reader.GetString(4), reader.GetFieldValue<byte[]>(5),
            Convert.ToHexStringLower(reader.GetFieldValue<byte[]>(6)))));
        await NextAsync(() => Tasks.Add(new(
            reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), Rows.Text(reader, 4), Rows.Text(reader, 5), reader.GetFieldValue<Instant>(6),
            Rows.At(reader, 7), reader.GetString(8), reader.GetString(9), Rows.Text(reader, 10), Rows.At(reader, 11), Rows.Text(reader, 12))));
        await NextAsync(() => Timers.Add(new(reader.GetString(0), reader.GetFieldValue<Instant>(1))));
        await NextAsync(() =>
        {
            Ticket = new(
                reader.GetString(0), reader.GetString(1), Rows.Text(reader, 2), Rows.Text(reader, 3), Rows.Text(reader, 4), Rows.Text(reader, 5), Rows.Text(reader, 6),
                Rows.Text(reader, 7), Rows.Text(reader, 8), reader.GetFieldValue<Instant>(9), Rows.At(reader, 10), Rows.At(reader, 11), Rows.At(reader, 12), Rows.At(reader, 13),
                Rows.At(reader, 14), Rows.At(reader, 15), Rows.Text(reader, 16), reader.IsDBNull(17) ? null : reader.GetGuid(17), reader.GetBoolean(18),
                reader.IsDBNull(19) ? null : reader.GetGuid(19), reader.GetBoolean(20));
            TicketVersion = reader.GetInt64(21);
        });
        await NextAsync(() => Partners.Add(new(
            reader.GetString(0), reader.GetFieldValue<Instant>(1), reader.IsDBNull(2) ? null : reader.GetBoolean(2), reader.IsDBNull(3) ? null : reader.GetGuid(3))));
        await NextAsync(() => Messages.Add(new(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetBoolean(3), reader.GetFieldValue<Instant>(4))));
        await NextAsync(() => Words.Add(reader.GetGuid(0)));
    }

    private async Task ReadCommandsAsync(NpgsqlConnection connection, NpgsqlTransaction snapshot, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select command_id, case_id, at from jsjb.command where command_id = any($1)", connection, snapshot);
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. Journal.Select(entry => entry.CommandId)] });
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) Commands[reader.GetGuid(0)] = (reader.GetGuid(1), reader.GetFieldValue<Instant>(2));
    }
}

/// <summary>A unit that takes or took part, as its row says; null: written before the row said whether it still does.</summary>
internal sealed record PartnerRow(string UnitCode, Instant AcceptedAt, bool? IsCurrent, Guid? Follows);
