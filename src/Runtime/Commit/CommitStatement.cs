using JieSuJiBan.Runtime.Outbox;
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
internal sealed class CommitStatement
{
    private static readonly (string Name, string Sql)[] CaseColumns =
    [
        ("case_id", "u.case_id"), ("version", "u.version"), ("definition_id", "u.definition_id"), ("definition_hash", "u.definition_hash"),
        ("status", "u.status"), ("sub_status", "u.sub_status"), ("last_hash", "u.last_hash"), ("updated_at", "u.updated_at"),
        ("seal", "u.seal"), ("sealed_version", "u.version"),
        ("incidents", "u.incidents"), ("child_hashes", "string_to_array(u.child_hashes, ',')"),
    ];

    private readonly UnnestSource<CommitUnit> units = new UnnestSource<CommitUnit>("u", unit => [unit])
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
        .With("child_hashes", NpgsqlDbType.Text, unit => string.Join(',', unit.ChildHashes));

    private readonly UnnestSource<(Guid CaseId, CommandRow Row)> commands = Source("c", unit => unit.Commands)
        .With("command_id", NpgsqlDbType.Uuid, r => r.Row.CommandId)
        .With("case_id", NpgsqlDbType.Uuid, r => r.CaseId)
        .With("request_hash", NpgsqlDbType.Bytea, r => r.Row.RequestHash)
        .With("answer", NpgsqlDbType.Jsonb, r => r.Row.AnswerJson)
        .With("at", NpgsqlDbType.TimestampTz, r => r.Row.At);

    private readonly UnnestSource<(Guid CaseId, JournalRow Row)> journal = Source("j", unit => unit.Journal)
        .With("case_id", NpgsqlDbType.Uuid, r => r.CaseId)
        .With("seq", NpgsqlDbType.Bigint, r => r.Row.Seq)
        .With("at", NpgsqlDbType.TimestampTz, r => r.Row.At)
        .With("command_id", NpgsqlDbType.Uuid, r => r.Row.CommandId)
        .With("actor", NpgsqlDbType.Text, r => SafeText.For(r.Row.Actor))
        .With("input_kind", NpgsqlDbType.Text, r => r.Row.InputKind)
        .With("entry", NpgsqlDbType.Bytea, r => r.Row.Entry)
        .With("hash", NpgsqlDbType.Bytea, r => r.Row.Hash);

    private readonly UnnestSource<(Guid CaseId, TaskRow Row)> opened = Source("t", unit => unit.TasksOpened)
        .With("task_id", NpgsqlDbType.Text, r => r.Row.TaskId)
        .With("case_id", NpgsqlDbType.Uuid, r => r.CaseId)
        .With("kind", NpgsqlDbType.Text, r => SafeText.For(r.Row.Kind))
        .With("title", NpgsqlDbType.Text, r => SafeText.For(r.Row.Title))
        .With("role", NpgsqlDbType.Text, r => SafeText.For(r.Row.Role))
        .With("unit_code", NpgsqlDbType.Text, r => SafeText.For(r.Row.UnitCode))
        .With("assignee", NpgsqlDbType.Text, r => SafeText.For(r.Row.Assignee))
        .With("opened_at", NpgsqlDbType.TimestampTz, r => r.Row.OpenedAt)
        .With("due_at", NpgsqlDbType.TimestampTz, r => r.Row.DueAt)
        .With("payload", NpgsqlDbType.Jsonb, r => r.Row.PayloadJson)
        .With("status", NpgsqlDbType.Text, r => r.Row.Status)
        .With("outcome", NpgsqlDbType.Text, r => SafeText.For(r.Row.Outcome))
        .With("closed_at", NpgsqlDbType.TimestampTz, r => r.Row.ClosedAt)
        .With("closed_by", NpgsqlDbType.Text, r => SafeText.For(r.Row.ClosedBy));

    private readonly UnnestSource<(Guid CaseId, TaskChange Row)> changed = Source("t", unit => unit.TasksChanged)
        .With("task_id", NpgsqlDbType.Text, r => r.Row.TaskId)
        .With("status", NpgsqlDbType.Text, r => r.Row.Status)
        .With("keep", NpgsqlDbType.Boolean, r => r.Row.KeepAssignee)
        .With("assignee", NpgsqlDbType.Text, r => SafeText.For(r.Row.Assignee))
        .With("outcome", NpgsqlDbType.Text, r => SafeText.For(r.Row.Outcome))
        .With("closed_at", NpgsqlDbType.TimestampTz, r => r.Row.ClosedAt)
        .With("closed_by", NpgsqlDbType.Text, r => SafeText.For(r.Row.ClosedBy))
        .With("due_at", NpgsqlDbType.TimestampTz, r => r.Row.DueAt)
        .With("payload", NpgsqlDbType.Jsonb, r => r.Row.PayloadJson);

    private readonly UnnestSource<(Guid CaseId, TimerRow Row)> timers = Source("m", unit => unit.TimersSet)
        .With("case_id", NpgsqlDbType.Uuid, r => r.CaseId)
        .With("bookmark_id", NpgsqlDbType.Text, r => r.Row.BookmarkId)
        .With("due_at", NpgsqlDbType.TimestampTz, r => r.Row.DueAt);

    private readonly UnnestSource<(Guid CaseId, string Row)> cleared = Source("m", unit => unit.TimersCleared)
        .With("case_id", NpgsqlDbType.Uuid, r => r.CaseId)
        .With("bookmark_id", NpgsqlDbType.Text, r => r.Row);

    private readonly UnnestSource<(Guid CaseId, TicketProjection Row, long Version)> tickets =
        new UnnestSource<(Guid CaseId, TicketProjection Row, long Version)>("k", unit => unit.Ticket is { } row ? [(unit.CaseId, row, unit.Version)] : [])
        .With("case_id", NpgsqlDbType.Uuid, r => r.CaseId)
        .With("number", NpgsqlDbType.Text, r => SafeText.For(r.Row.Number))
        .With("status", NpgsqlDbType.Text, r => SafeText.For(r.Row.Status))
        .With("request_type", NpgsqlDbType.Text, r => SafeText.For(r.Row.RequestType))
        .With("channel", NpgsqlDbType.Text, r => SafeText.For(r.Row.Channel))
        .With("class_code", NpgsqlDbType.Text, r => SafeText.For(r.Row.ClassCode))
        .With("district_code", NpgsqlDbType.Text, r => SafeText.For(r.Row.DistrictCode))
        .With("street_code", NpgsqlDbType.Text, r => SafeText.For(r.Row.StreetCode))
        .With("lead_unit", NpgsqlDbType.Text, r => SafeText.For(r.Row.LeadUnit))
        .With("urgency", NpgsqlDbType.Text, r => SafeText.For(r.Row.Urgency))
        .With("accepted_at", NpgsqlDbType.TimestampTz, r => r.Row.AcceptedAt)
        .With("feedback_due_at", NpgsqlDbType.TimestampTz, r => r.Row.FeedbackDueAt)
        .With("signed_in_at", NpgsqlDbType.TimestampTz, r => r.Row.SignedInAt)
        .With("replied_at", NpgsqlDbType.TimestampTz, r => r.Row.RepliedAt)
        .With("warned_at", NpgsqlDbType.TimestampTz, r => r.Row.WarnedAt)
        .With("overdue_at", NpgsqlDbType.TimestampTz, r => r.Row.OverdueAt)
        .With("archived_at", NpgsqlDbType.TimestampTz, r => r.Row.ArchivedAt)
        .With("subject_id", NpgsqlDbType.Text, r => SafeText.For(r.Row.SubjectId))
        .With("title_vault", NpgsqlDbType.Uuid, r => r.Row.TitleVault)
        .With("overdue", NpgsqlDbType.Boolean, r => r.Row.Overdue)
        .With("flag_of", NpgsqlDbType.Uuid, r => r.Row.FlagOf)
        .With("confidential", NpgsqlDbType.Boolean, r => r.Row.Confidential)
        .With("version", NpgsqlDbType.Bigint, r => r.Version);

    private readonly UnnestSource<(Guid CaseId, TicketUnitRow Row)> partners = Source("p", unit => unit.TicketUnits)
        .With("case_id", NpgsqlDbType.Uuid, r => r.CaseId)
        .With("unit_code", NpgsqlDbType.Text, r => SafeText.For(r.Row.UnitCode))
        .With("accepted_at", NpgsqlDbType.TimestampTz, r => r.Row.AcceptedAt)
        .With("is_current", NpgsqlDbType.Boolean, r => r.Row.IsCurrent)
        .With("follows", NpgsqlDbType.Uuid, r => r.Row.Follows)
        .With("left_class", NpgsqlDbType.Text, r => SafeText.For(r.Row.LeftClass));

    private readonly UnnestSource<(Guid CaseId, OutboxRow Row)> outbox = Source("o", unit => unit.Outbox)
        .With("effect_id", NpgsqlDbType.Text, r => r.Row.EffectId)
        .With("case_id", NpgsqlDbType.Uuid, r => r.CaseId)
        .With("channel", NpgsqlDbType.Text, r => SafeText.For(r.Row.Channel))
        .With("payload", NpgsqlDbType.Jsonb, r => r.Row.PayloadJson)
        .With("awaits_result", NpgsqlDbType.Boolean, r => r.Row.AwaitsResult)
        .With("queue", NpgsqlDbType.Text, r => SafeText.For(DeliveryQueue.NameFor(r.Row.Channel, r.Row.PayloadJson)))
        .With("created_at", NpgsqlDbType.TimestampTz, r => r.Row.CreatedAt);

    private readonly UnnestSource<(Guid CaseId, VaultKeyRow Row)> keys = Source("y", unit => unit.VaultKeys)
        .With("key_id", NpgsqlDbType.Uuid, r => r.Row.KeyId)
        .With("subject_id", NpgsqlDbType.Text, r => SafeText.For(r.Row.SubjectId))
        .With("wrapped_key", NpgsqlDbType.Bytea, r => r.Row.WrappedKey)
        .With("created_at", NpgsqlDbType.TimestampTz, r => r.Row.CreatedAt);

    private readonly UnnestSource<(Guid CaseId, VaultRow Row)> vault = Source("v", unit => unit.Vault)
        .With("vault_id", NpgsqlDbType.Uuid, r => r.Row.VaultId)
        .With("key_id", NpgsqlDbType.Uuid, r => r.Row.KeyId)
        .With("subject_id", NpgsqlDbType.Text, r => SafeText.For(r.Row.SubjectId))
        .With("case_id", NpgsqlDbType.Uuid, r => r.CaseId)
        .With("purpose", NpgsqlDbType.Text, r => SafeText.For(r.Row.Purpose))
        .With("nonce", NpgsqlDbType.Bytea, r => r.Row.Nonce)
        .With("ciphertext", NpgsqlDbType.Bytea, r => r.Row.Ciphertext)
        .With("created_at", NpgsqlDbType.TimestampTz, r => r.Row.CreatedAt);

    public CommitStatement()
    {
        var next = 1;
        var commandsFrom = commands.From(ref next);
        var caseNames = string.Join(", ", CaseColumns.Select(column => column.Name));
        Sql = $"""
            with seen as materialized (
                select coalesce(array_agg(c.n), '{"{}"}') as ns
                from {commandsFrom}
                join jsjb.command k on k.command_id = c.command_id
            ), unit as materialized (
                select u.*, u.n = any(s.ns) as seen from {units.From(ref next)}, seen s
            ), created as (
                insert into jsjb.case_state ({caseNames}, state, state_version)
                select {string.Join(", ", CaseColumns.Select(column => column.Sql))}, u.state, case when u.state is null then 0 else u.version end
                from unit u where u.expected = 0 and not u.seen
                on conflict (case_id) do nothing
                returning case_id
            ), moved as (
                update jsjb.case_state s
                set {string.Join(", ", CaseColumns.Skip(1).Select(column => $"{column.Name} = {column.Sql}"))},
                    state = coalesce(u.state, s.state), state_version = case when u.state is null then s.state_version else u.version end
                from unit u
                where s.case_id = u.case_id and s.version = u.expected and u.expected > 0 and not u.seen
                returning u.n
            ), winner as materialized (
                select array_agg(u.case_id in (select case_id from created) or u.n in (select n from moved) order by u.n) as won from unit u
            ), command_rows as (
                insert into jsjb.command (command_id, case_id, request_hash, answer, at)
                select c.command_id, c.case_id, c.request_hash, c.answer, c.at from {commandsFrom}, winner w where w.won[c.n]
            ), journal_rows as (
                insert into jsjb.journal (case_id, seq, at, command_id, actor, input_kind, entry, hash)
                select j.case_id, j.seq, j.at, j.command_id, j.actor, j.input_kind, j.entry, j.hash from {journal.From(ref next)}, winner w where w.won[j.n]
            ), tasks_opened as (
                insert into jsjb.task (task_id, case_id, kind, title, role, unit_code, assignee, opened_at, due_at, payload, status, outcome, closed_at, closed_by)
                select t.task_id, t.case_id, t.kind, t.title, t.role, t.unit_code, t.assignee, t.opened_at, t.due_at, t.payload, t.status, t.outcome, t.closed_at, t.closed_by
                from {opened.From(ref next)}, winner w where w.won[t.n]
            ), tasks_changed as (
                update jsjb.task s
                set status = t.status, assignee = case when t.keep then s.assignee else t.assignee end, outcome = t.outcome, closed_at = t.closed_at, closed_by = t.closed_by,
                    due_at = case when t.payload is null then s.due_at else t.due_at end, payload = coalesce(t.payload, s.payload)
                from {changed.From(ref next)}, winner w
                where s.task_id = t.task_id and w.won[t.n]
            ), timers_cleared as (
                delete from jsjb.timer s
                using {cleared.From(ref next)}, winner w
                where s.case_id = m.case_id and s.bookmark_id = m.bookmark_id and w.won[m.n]
            ), timers_set as (
                insert into jsjb.timer (case_id, bookmark_id, due_at)
                select m.case_id, m.bookmark_id, m.due_at from {timers.From(ref next)}, winner w where w.won[m.n]
                on conflict (case_id, bookmark_id) do update set due_at = excluded.due_at, claimed_until = null
            ), ticket_rows as (
                insert into jsjb.ticket as s (case_id, number, status, request_type, channel, class_code, district_code, street_code, lead_unit, urgency, accepted_at,
                    feedback_due_at, signed_in_at, replied_at, warned_at, overdue_at, archived_at, subject_id, title_vault, overdue, flag_of, confidential, version)
                select k.case_id, k.number, k.status, k.request_type, k.channel, k.class_code, k.district_code, k.street_code, k.lead_unit, k.urgency, k.accepted_at,
                    k.feedback_due_at, k.signed_in_at, k.replied_at, k.warned_at, k.overdue_at, k.archived_at, k.subject_id, k.title_vault, k.overdue, k.flag_of, k.confidential, k.version
                from {tickets.From(ref next)}, winner w where w.won[k.n]
                on conflict (case_id) do update
                set number = excluded.number, status = excluded.status, request_type = excluded.request_type, channel = excluded.channel,
                    class_code = excluded.class_code, district_code = excluded.district_code, street_code = excluded.street_code,
                    lead_unit = excluded.lead_unit, urgency = excluded.urgency, accepted_at = excluded.accepted_at,
                    feedback_due_at = excluded.feedback_due_at, signed_in_at = excluded.signed_in_at, replied_at = excluded.replied_at,
                    warned_at = excluded.warned_at, overdue_at = excluded.overdue_at, archived_at = excluded.archived_at,
                    subject_id = excluded.subject_id, title_vault = excluded.title_vault, overdue = excluded.overdue, confidential = excluded.confidential, version = excluded.version
            ), partner_rows as (
                insert into jsjb.ticket_partner (case_id, unit_code, accepted_at, is_current, follows, left_class)
                select p.case_id, p.unit_code, p.accepted_at, p.is_current, p.follows, p.left_class from {partners.From(ref next)}, winner w where w.won[p.n]
                on conflict (case_id, unit_code) do update set is_current = excluded.is_current, follows = excluded.follows, left_class = excluded.left_class
            ), outbox_rows as (
                insert into jsjb.outbox (effect_id, case_id, channel, payload, awaits_result, queue, status, attempts, next_attempt_at, created_at)
                select o.effect_id, o.case_id, o.channel, o.payload, o.awaits_result, o.queue, 'pending', 0, least(o.created_at, clock_timestamp()), o.created_at from {outbox.From(ref next)}, winner w where w.won[o.n]
            ), key_rows as (
                insert into jsjb.vault_key (key_id, subject_id, wrapped_key, created_at)
                select y.key_id, y.subject_id, y.wrapped_key, y.created_at from {keys.From(ref next)}, winner w where w.won[y.n]
            ), vault_rows as (
                insert into jsjb.vault (vault_id, key_id, subject_id, case_id, purpose, nonce, ciphertext, created_at)
                select v.vault_id, v.key_id, v.subject_id, v.case_id, v.purpose, v.nonce, v.ciphertext, v.created_at from {vault.From(ref next)}, winner w where w.won[v.n]
            )
            select u.n, u.seen, w.won[u.n] from unit u, winner w
            """;
    }

    public string Sql { get; }

    /// <summary>Writes the group on that connection; the outcomes are in the order of the units.</summary>
    public async Task<CommitOutcome[]> ExecuteAsync(NpgsqlConnection connection, IReadOnlyList<CommitUnit> group, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Sql, connection);
        commands.AddParameters(command.Parameters, group);
        units.AddParameters(command.Parameters, group);
        journal.AddParameters(command.Parameters, group);
        opened.AddParameters(command.Parameters, group);
        changed.AddParameters(command.Parameters, group);
        cleared.AddParameters(command.Parameters, group);
        timers.AddParameters(command.Parameters, group);
        tickets.AddParameters(command.Parameters, group);
        partners.AddParameters(command.Parameters, group);
        outbox.AddParameters(command.Parameters, group);
        keys.AddParameters(command.Parameters, group);
        vault.AddParameters(command.Parameters, group);

        var outcomes = new CommitOutcome[group.Count];
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            outcomes[reader.GetInt32(0) - 1] = reader.GetBoolean(1) ? CommitOutcome.Repeated : reader.GetBoolean(2) ? CommitOutcome.Won : CommitOutcome.Lost;
        }

        return outcomes;
    }

    private static UnnestSource<(Guid CaseId, TRow Row)> Source<TRow>(string alias, Func<CommitUnit, IReadOnlyList<TRow>> rowsOf) =>
        new(alias, unit => rowsOf(unit).Select(row => (unit.CaseId, row)));
}
