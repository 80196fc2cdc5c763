-- Writes a group of units as a whole. The version-checked write of case_state decides which units won; every other row is written for winners only.
--
-- {command} and the like stand for the rows of one kind of all units, one array a column: unnest($n::int[], …) as c(n, …), where n is the place
-- of the row's unit in the group, from 1. CommitStatement lists their columns with the types of their parameters. {projections} stands for
-- ProjectedRows, once for each registered kind of case.
--
-- Answers for each unit: n; seen, where a command of it was accepted before; won.
-- Index: every table by its primary key (case_state_pkey, command_pkey, journal_pkey, task_pkey, timer_pkey, ticket_pkey, ticket_partner_pkey,
-- outbox_pkey, vault_key_pkey, vault_pkey). The writers' connections plan it once, for look-ups by index only (Database.WriterSource).
with seen as materialized (
    select coalesce(array_agg(c.n), '{}') as ns
    from {command} as c join jsjb.command k on k.command_id = c.command_id
), unit as materialized (
    select u.*, u.n = any(s.ns) as seen from {unit} as u, seen s
), created as (
    insert into jsjb.case_state (
        case_id, version, definition_id, definition_hash, status, sub_status, last_hash, updated_at, seal, sealed_version, incidents, child_hashes,
        state, state_version)
    select u.case_id, u.version, u.definition_id, u.definition_hash, u.status, u.sub_status, u.last_hash, u.updated_at, u.seal, u.version, u.incidents,
        string_to_array(u.child_hashes, ','),
        u.state, case when u.state is null then 0 else u.version end
    from unit u
    where u.expected = 0 and not u.seen
    on conflict (case_id) do nothing
    returning case_id
), moved as (
    update jsjb.case_state s
    set version = u.version, definition_id = u.definition_id, definition_hash = u.definition_hash, status = u.status, sub_status = u.sub_status,
        last_hash = u.last_hash, updated_at = u.updated_at, seal = u.seal, sealed_version = u.version, incidents = u.incidents,
        child_hashes = string_to_array(u.child_hashes, ','),
        state = coalesce(u.state, s.state), state_version = case when u.state is null then s.state_version else u.version end
    from unit u
    where s.case_id = u.case_id and s.version = u.expected and u.expected > 0 and not u.seen
    returning u.n
), winner as materialized (
    select array_agg(u.case_id in (select case_id from created) or u.n in (select n from moved) order by u.n) as won from unit u
), command_rows as (
    insert into jsjb.command (command_id, case_id, request_hash, answer, at)
    select c.command_id, c.case_id, c.request_hash, c.answer, c.at
    from {command} as c, winner w
    where w.won[c.n]
), journal_rows as (
    insert into jsjb.journal (case_id, seq, at, command_id, actor, input_kind, encoding, entry, hash)
    select j.case_id, j.seq, j.at, j.command_id, j.actor, j.input_kind, j.encoding, j.entry, j.hash
    from {entry} as j, winner w
    where w.won[j.n]
), tasks_opened as (
    insert into jsjb.task (
        task_id, case_id, kind, title, role, unit_code, assignee, opened_at, due_at, payload, status, outcome, closed_at, closed_by)
    select t.task_id, t.case_id, t.kind, t.title, t.role, t.unit_code, t.assignee, t.opened_at, t.due_at, t.payload, t.status, t.outcome, t.closed_at, t.closed_by
    from {opened} as t, winner w
    where w.won[t.n]
), tasks_changed as (
    update jsjb.task s
    set status = t.status, assignee = case when t.keep then s.assignee else t.assignee end, outcome = t.outcome, closed_at = t.closed_at, closed_by = t.closed_by,
        due_at = case when t.payload is null then s.due_at else t.due_at end, payload = coalesce(t.payload, s.payload)
    from {changed} as t, winner w
    where s.task_id = t.task_id and w.won[t.n]
), timers_cleared as (
    delete from jsjb.timer s
    using {cleared} as m, winner w
    where s.case_id = m.case_id and s.bookmark_id = m.bookmark_id and w.won[m.n]
), timers_set as (
    insert into jsjb.timer (case_id, bookmark_id, due_at)
    select m.case_id, m.bookmark_id, m.due_at
    from {timer} as m, winner w
    where w.won[m.n]
    on conflict (case_id, bookmark_id) do update set due_at = excluded.due_at, claimed_until = null
),
{projections}
partner_rows as (
    insert into jsjb.ticket_partner (case_id, unit_code, accepted_at, is_current, follows, left_class)
    select p.case_id, p.unit_code, p.accepted_at, p.is_current, p.follows, p.left_class
    from {partner} as p, winner w
    where w.won[p.n]
    on conflict (case_id, unit_code) do update set is_current = excluded.is_current, follows = excluded.follows, left_class = excluded.left_class
), outbox_rows as (
    insert into jsjb.outbox (effect_id, case_id, channel, payload, awaits_result, queue, status, attempts, next_attempt_at, created_at)
    select o.effect_id, o.case_id, o.channel, o.payload, o.awaits_result, o.queue, 'pending', 0, least(o.created_at, clock_timestamp()), o.created_at
    from {message} as o, winner w
    where w.won[o.n]
), key_rows as (
    insert into jsjb.vault_key (key_id, subject_id, wrapped_key, created_at)
    select y.key_id, y.subject_id, y.wrapped_key, y.created_at
    from {key} as y, winner w
    where w.won[y.n]
), vault_rows as (
    insert into jsjb.vault (vault_id, key_id, subject_id, case_id, purpose, nonce, ciphertext, created_at)
    select v.vault_id, v.key_id, v.subject_id, v.case_id, v.purpose, v.nonce, v.ciphertext, v.created_at
    from {words} as v, winner w
    where w.won[v.n]
)
select u.n, u.seen, w.won[u.n] as won
from unit u, winner w
