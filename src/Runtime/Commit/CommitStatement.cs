using System.Text.RegularExpressions;
using JieSuJiBan.Activities.Projections;
using JieSuJiBan.Runtime.Sql;
using Npgsql;
using NpgsqlTypes;

namespace JieSuJiBan.Runtime.Commit;

/// <summary>
/// The one statement that writes a group of units. The version-checked write of <c>case_state</c> decides who won; every other row is
/// written for winners only. One statement is one implicit transaction: a group is there as a whole or not at all.
/// <para>
/// Why no command runs twice: a command committed before this statement began is seen (<c>seen</c>). One committed meanwhile either moved
/// the same case, so the version check fails, or started another case, so the primary key of <c>command</c> aborts the group, which is
/// then tried again and sees it.
/// </para>
/// </summary>
internal sealed partial class CommitStatement
{
    // Their parameters are numbered in this order.
    private readonly UnnestSource[] sources;

    private static UnnestSource[] RowsOfEveryCase =>
    [
        Source("command", static unit => unit.Commands)
            .With("command_id", NpgsqlDbType.Uuid, r => r.Row.CommandId)
            .With("case_id", NpgsqlDbType.Uuid, r => r.CaseId)
            .With("request_hash", NpgsqlDbType.Bytea, r => r.Row.RequestHash)
            .With("answer", NpgsqlDbType.Jsonb, r => r.Row.AnswerJson)
            .With("at", NpgsqlDbType.TimestampTz, r => r.Row.At),

        new UnnestSource<CaseWrite>("unit", static (unit, rows) => rows.Add(unit))
            .With("case_id", NpgsqlDbType.Uuid, unit => unit.CaseId)
            .With("expected", NpgsqlDbType.Bigint, unit => unit.Expected)
            .With("version", NpgsqlDbType.Bigint, unit => unit.Version)
            .With("definition_id", NpgsqlDbType.Text, unit => unit.DefinitionId)
            .With("definition_hash", NpgsqlDbType.Text, unit => unit.DefinitionHash)
            .With("status", NpgsqlDbType.Text, unit => unit.Status)
            .With("sub_status", NpgsqlDbType.Text, unit => unit.SubStatus)
            .With("state", NpgsqlDbType.Bytea, unit => unit.State)
            .With("last_hash", NpgsqlDbType.Bytea, unit => unit.LastHash)
            .With("seal", NpgsqlDbType.Bytea, unit => unit.Seal)
            .With("updated_at", NpgsqlDbType.TimestampTz, unit => unit.UpdatedAt)
            .With("incidents", NpgsqlDbType.Integer, unit => unit.Incidents)
            .With("child_hashes", NpgsqlDbType.Text, unit => string.Join(',', unit.ChildHashes)),

        Source("entry", static unit => unit.Journal)
            .With("case_id", NpgsqlDbType.Uuid, r => r.CaseId)
            .With("seq", NpgsqlDbType.Bigint, r => r.Row.Seq)
            .With("at", NpgsqlDbType.TimestampTz, r => r.Row.At)
            .With("command_id", NpgsqlDbType.Uuid, r => r.Row.CommandId)
            .WithText("actor", r => r.Row.Actor)
            .With("input_kind", NpgsqlDbType.Text, r => r.Row.InputKind)
            .With("encoding", NpgsqlDbType.Integer, r => r.Row.Encoding)
            .With("entry", NpgsqlDbType.Bytea, r => r.Row.Entry)
            .With("hash", NpgsqlDbType.Bytea, r => r.Row.Hash),

        Source("opened", static unit => unit.TasksOpened)
            .With("task_id", NpgsqlDbType.Text, r => r.Row.TaskId)
            .With("case_id", NpgsqlDbType.Uuid, r => r.CaseId)
            .WithText("kind", r => r.Row.Kind)
            .WithText("title", r => r.Row.Title)
            .WithText("role", r => r.Row.Role)
            .WithText("unit_code", r => r.Row.UnitCode)
            .WithText("assignee", r => r.Row.Assignee)
            .With("opened_at", NpgsqlDbType.TimestampTz, r => r.Row.OpenedAt)
            .With("due_at", NpgsqlDbType.TimestampTz, r => r.Row.DueAt)
            .With("payload", NpgsqlDbType.Jsonb, r => r.Row.PayloadJson)
            .With("status", NpgsqlDbType.Text, r => r.Row.Status)
            .WithText("outcome", r => r.Row.Outcome)
            .With("closed_at", NpgsqlDbType.TimestampTz, r => r.Row.ClosedAt)
            .WithText("closed_by", r => r.Row.ClosedBy),

        Source("changed", static unit => unit.TasksChanged)
            .With("task_id", NpgsqlDbType.Text, r => r.Row.TaskId)
            .With("status", NpgsqlDbType.Text, r => r.Row.Status)
            .With("keep", NpgsqlDbType.Boolean, r => r.Row.KeepAssignee)
            .WithText("assignee", r => r.Row.Assignee)
            .WithText("outcome", r => r.Row.Outcome)
            .With("closed_at", NpgsqlDbType.TimestampTz, r => r.Row.ClosedAt)
            .WithText("closed_by", r => r.Row.ClosedBy)
            .With("due_at", NpgsqlDbType.TimestampTz, r => r.Row.DueAt)
            .With("payload", NpgsqlDbType.Jsonb, r => r.Row.PayloadJson),

        Source("cleared", static unit => unit.TimersCleared)
            .With("case_id", NpgsqlDbType.Uuid, r => r.CaseId)
            .With("bookmark_id", NpgsqlDbType.Text, r => r.Row),

        Source("timer", static unit => unit.TimersSet)
            .With("case_id", NpgsqlDbType.Uuid, r => r.CaseId)
            .With("bookmark_id", NpgsqlDbType.Text, r => r.Row.BookmarkId)
            .With("due_at", NpgsqlDbType.TimestampTz, r => r.Row.DueAt),

        Source("partner", static unit => unit.TicketUnits)
            .With("case_id", NpgsqlDbType.Uuid, r => r.CaseId)
            .WithText("unit_code", r => r.Row.UnitCode)
            .With("accepted_at", NpgsqlDbType.TimestampTz, r => r.Row.AcceptedAt)
            .With("is_current", NpgsqlDbType.Boolean, r => r.Row.IsCurrent)
            .With("follows", NpgsqlDbType.Uuid, r => r.Row.Follows)
            .WithText("left_class", r => r.Row.LeftClass),

        Source("message", static unit => unit.Outbox)
            .With("effect_id", NpgsqlDbType.Text, r => r.Row.EffectId)
            .With("case_id", NpgsqlDbType.Uuid, r => r.CaseId)
            .WithText("channel", r => r.Row.Channel)
            .With("payload", NpgsqlDbType.Jsonb, r => r.Row.PayloadJson)
            .With("awaits_result", NpgsqlDbType.Boolean, r => r.Row.AwaitsResult)
            .WithText("queue", r => QueueNames.NameFor(r.Row.Channel, r.Row.PayloadJson))
            .With("created_at", NpgsqlDbType.TimestampTz, r => r.Row.CreatedAt),

        Source("key", static unit => unit.VaultKeys)
            .With("key_id", NpgsqlDbType.Uuid, r => r.Row.KeyId)
            .WithText("subject_id", r => r.Row.SubjectId)
            .With("wrapped_key", NpgsqlDbType.Bytea, r => r.Row.WrappedKey)
            .With("created_at", NpgsqlDbType.TimestampTz, r => r.Row.CreatedAt),

        Source("words", static unit => unit.Vault)
            .With("vault_id", NpgsqlDbType.Uuid, r => r.Row.VaultId)
            .With("key_id", NpgsqlDbType.Uuid, r => r.Row.KeyId)
            .WithText("subject_id", r => r.Row.SubjectId)
            .With("case_id", NpgsqlDbType.Uuid, r => r.CaseId)
            .WithText("purpose", r => r.Row.Purpose)
            .With("nonce", NpgsqlDbType.Bytea, r => r.Row.Nonce)
            .With("ciphertext", NpgsqlDbType.Bytea, r => r.Row.Ciphertext)
            .With("created_at", NpgsqlDbType.TimestampTz, r => r.Row.CreatedAt),
    ];

    public CommitStatement(CaseProjections projections)
    {
        sources = [.. RowsOfEveryCase, .. projections.All.Select(Source)];
        var next = 1;
        foreach (var source in sources) next = source.Number(next);
        var part = SqlStatement.Load("Commit", "ProjectedRows");
        var projected = string.Join('\n', projections.All.Select(one =>
            part.Fill(("table", one.Table), ("names", one.Names()), ("values", one.Of("k")), ("updates", one.Updates())).Text));
        var statement = SqlStatement.Load("Commit", "Commit").Fill(("projections", projected));
        Sql = Rows().Replace(statement.Text, match => Array.Find(sources, source => source.Name == match.Groups[1].Value)!.From(match.Groups[2].Value));
    }

    public string Sql { get; }

    /// <summary>Writes the group on that connection; the outcomes are in the order of the units.</summary>
    public async Task<CommitOutcome[]> ExecuteAsync(NpgsqlConnection connection, IReadOnlyList<CaseWrite> group, CancellationToken ct)
    {
#pragma warning disable CA2100 // The text is that of the file, with the columns above.
        await using var command = new NpgsqlCommand(Sql, connection);
#pragma warning restore CA2100
        foreach (var source in sources) source.AddParameters(command.Parameters, group);
        var outcomes = new CommitOutcome[group.Count];
        await using var reader = await command.ExecuteReaderAsync(ct);
        var (n, seen, won) = (reader.GetOrdinal("n"), reader.GetOrdinal("seen"), reader.GetOrdinal("won"));
        while (await reader.ReadAsync(ct))
        {
            outcomes[reader.GetInt32(n) - 1] = reader.GetBoolean(seen) ? CommitOutcome.Repeated : reader.GetBoolean(won) ? CommitOutcome.Won : CommitOutcome.Lost;
        }

        return outcomes;
    }

    private static UnnestSource<(Guid CaseId, object Row, long Version)> Source(CaseProjection projection) =>
        new UnnestSource<(Guid CaseId, object Row, long Version)>($"projected_{projection.Table}", (unit, rows) =>
        {
            foreach (var one in unit.Projected)
            {
                if (one.Projection == projection) rows.Add((unit.CaseId, one.Row, unit.Version));
            }
        })
            .With("case_id", NpgsqlDbType.Uuid, r => r.CaseId)
            .With("version", NpgsqlDbType.Bigint, r => r.Version)
            .With(projection, r => r.Row);

    private static UnnestSource<(Guid CaseId, TRow Row)> Source<TRow>(string name, Func<CaseWrite, IReadOnlyList<TRow>> rowsOf) => new(name, (unit, rows) =>
    {
        var of = rowsOf(unit);
        for (var i = 0; i < of.Count; i++) rows.Add((unit.CaseId, of[i]));
    });

    [GeneratedRegex(@"\{(\w+)\} as (\w+)")]
    private static partial Regex Rows();
}
