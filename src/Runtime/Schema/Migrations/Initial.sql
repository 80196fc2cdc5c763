-- The store of cases. What EF cannot say (partitions, partial indexes, triggers) is why this is SQL; EF owns when it runs.
create schema if not exists jsjb;

-- The live state of a case: one row, one version, one writer at a time. The version is the number of the last step.
create table jsjb.case_state (
    case_id         uuid primary key,
    version         bigint not null check (version > 0),
    definition_id   text not null,
    definition_hash text not null,
    status          text not null,
    sub_status      text not null,
    state           bytea not null,
    last_hash       bytea not null check (length(last_hash) = 32),
    updated_at      timestamptz not null
) with (fillfactor = 60, toast_tuple_target = 8160);
-- States are written at every step and read rarely: compressing them costs more than the disk they save.
alter table jsjb.case_state alter column state set storage external;
create index case_state_definition on jsjb.case_state (definition_hash, status);

-- One entry per step, for ever. Case ids are UUIDv7, so a range of ids is a range of time.
create table jsjb.journal (
    case_id    uuid not null,
    seq        bigint not null check (seq > 0),
    at         timestamptz not null,
    command_id uuid not null,
    actor      text not null,
    input_kind text not null,
    entry      bytea not null,
    hash       bytea not null check (length(hash) = 32),
    primary key (case_id, seq)
) partition by range (case_id);
create table jsjb.journal_default partition of jsjb.journal default;

create function jsjb.refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only: % is refused', tg_table_name, tg_op
        using errcode = 'restrict_violation', hint = 'History is never rewritten; correct it with a further step.';
end $$;

create trigger journal_append_only before update or delete on jsjb.journal
    for each row execute function jsjb.refuse_change();
create trigger journal_no_truncate before truncate on jsjb.journal
    for each statement execute function jsjb.refuse_change();
create trigger journal_no_truncate before truncate on jsjb.journal_default
    for each statement execute function jsjb.refuse_change();

create function jsjb.first_case_id(at timestamptz) returns uuid immutable language sql as $$
    select (substr(hex, 1, 8) || '-' || substr(hex, 9, 4) || '-0000-0000-000000000000')::uuid
    from (select lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') as hex) as milliseconds
$$;

-- Makes the monthly partitions from that month on; returns how many were new. A month whose cases already lie in the
-- default partition stays there.
create function jsjb.ensure_journal_partitions(from_at timestamptz, months integer) returns integer language plpgsql as $$
declare
    month timestamp := date_trunc('month', from_at at time zone 'UTC');
    made  integer := 0;
    part  text;
    low   uuid;
    high  uuid;
begin
    for ahead in 0 .. months - 1 loop
        part := 'journal_' || to_char(month + make_interval(months => ahead), 'YYYYMM');
        low  := jsjb.first_case_id((month + make_interval(months => ahead)) at time zone 'UTC');
        high := jsjb.first_case_id((month + make_interval(months => ahead + 1)) at time zone 'UTC');
        if to_regclass('jsjb.' || part) is null
            and not exists (select from jsjb.journal_default where case_id >= low and case_id < high) then
            execute format('create table jsjb.%I partition of jsjb.journal for values from (%L) to (%L)', part, low, high);
            execute format('create trigger journal_no_truncate before truncate on jsjb.%I for each statement execute function jsjb.refuse_change()', part);
            made := made + 1;
        end if;
    end loop;
    return made;
end $$;
select jsjb.ensure_journal_partitions(now(), 4);

create table jsjb.task (
    task_id   text primary key,
    case_id   uuid not null,
    kind      text not null,
    title     text not null,
    role      text not null,
    unit_code text,
    assignee  text,
    opened_at timestamptz not null,
    due_at    timestamptz,
    payload   jsonb not null,
    status    text not null check (status in ('open', 'completed', 'cancelled')),
    outcome   text,
    closed_at timestamptz,
    closed_by text,
    check ((status = 'open') = (closed_at is null)),
    check (outcome is null or status = 'completed')
) with (fillfactor = 80);
-- Inboxes hold open tasks only: these indexes stay as small as the work at hand.
create index task_inbox on jsjb.task (role, unit_code, due_at, task_id) where status = 'open';
create index task_assignee on jsjb.task (assignee, due_at, task_id) where status = 'open' and assignee is not null;
create index task_case on jsjb.task (case_id);

-- A row is a wait; it is deleted by the commit of the step it caused. A claim is a lease, so a sweeper may die.
create table jsjb.timer (
    case_id       uuid not null,
    bookmark_id   text not null,
    due_at        timestamptz not null,
    claimed_until timestamptz,
    primary key (case_id, bookmark_id)
) with (fillfactor = 80);
create index timer_due on jsjb.timer (due_at);

-- The projection of a ticket's facts, rebuildable from the journal. No personal data: words are references to the vault.
create table jsjb.ticket (
    case_id         uuid primary key,
    number          text not null,
    status          text not null,
    request_type    text,
    channel         text,
    class_code      text,
    district_code   text,
    street_code     text,
    lead_unit       text,
    urgency         text,
    accepted_at     timestamptz not null,
    feedback_due_at timestamptz,
    signed_in_at    timestamptz,
    replied_at      timestamptz,
    warned_at       timestamptz,
    overdue_at      timestamptz,
    archived_at     timestamptz,
    subject_id      text,
    title_vault     uuid,
    overdue         boolean not null,
    version         bigint not null
) with (fillfactor = 80);
create unique index ticket_number on jsjb.ticket (number);
create index ticket_accepted on jsjb.ticket (accepted_at desc, case_id desc);
create index ticket_unit on jsjb.ticket (lead_unit, accepted_at desc, case_id desc);
create index ticket_status on jsjb.ticket (status, accepted_at desc, case_id desc);
create index ticket_class on jsjb.ticket (class_code, accepted_at desc, case_id desc);
create index ticket_subject on jsjb.ticket (subject_id) where subject_id is not null;

create table jsjb.outbox (
    effect_id       text primary key,
    case_id         uuid not null,
    channel         text not null,
    payload         jsonb not null,
    awaits_result   boolean not null,
    status          text not null check (status in ('pending', 'sent', 'dead')),
    attempts        integer not null check (attempts >= 0),
    next_attempt_at timestamptz not null,
    last_error      text,
    created_at      timestamptz not null,
    sent_at         timestamptz,
    check ((status = 'sent') = (sent_at is not null))
) with (fillfactor = 80);
create index outbox_pending on jsjb.outbox (next_attempt_at, effect_id) where status = 'pending';
create index outbox_dead on jsjb.outbox (created_at, effect_id) where status = 'dead';
create index outbox_case on jsjb.outbox (case_id);

-- The first answer to every accepted command. The primary key is what decides a race between two nodes.
create table jsjb.command (
    command_id   uuid primary key,
    case_id      uuid not null,
    request_hash bytea not null,
    answer       jsonb not null,
    at           timestamptz not null
);

-- Keys of persons. A person may have several: each sealing makes one, so two nodes never have to agree on a key first.
create table jsjb.vault_key (
    key_id       uuid primary key,
    subject_id   text not null,
    wrapped_key  bytea,
    created_at   timestamptz not null,
    destroyed_at timestamptz,
    check ((wrapped_key is null) = (destroyed_at is not null))
);
create index vault_key_subject on jsjb.vault_key (subject_id);

create table jsjb.vault (
    vault_id   uuid primary key,
    key_id     uuid not null,
    subject_id text not null,
    case_id    uuid not null,
    purpose    text not null,
    nonce      bytea not null check (length(nonce) = 12),
    ciphertext bytea not null,
    created_at timestamptz not null
);
create index vault_case on jsjb.vault (case_id);

create table jsjb.vault_access (
    access_id bigint generated always as identity primary key,
    at        timestamptz not null,
    actor     text not null,
    vault_id  uuid not null,
    purpose   text not null
);
create index vault_access_row on jsjb.vault_access (vault_id, at);
create trigger vault_access_append_only before update or delete on jsjb.vault_access
    for each row execute function jsjb.refuse_change();

create table jsjb.definition (
    hash           text primary key,
    definition_id  text not null,
    version        integer not null,
    json           text not null,
    effective_from timestamptz not null,
    published_by   text not null,
    published_at   timestamptz not null,
    unique (definition_id, version)
);
create trigger definition_never_changes before update or delete on jsjb.definition
    for each row execute function jsjb.refuse_change();
create trigger definition_no_truncate before truncate on jsjb.definition
    for each statement execute function jsjb.refuse_change();

create table jsjb.policy (
    hash           text primary key,
    files          jsonb not null,
    effective_from timestamptz not null,
    published_by   text not null,
    published_at   timestamptz not null
);
create trigger policy_never_changes before update or delete on jsjb.policy
    for each row execute function jsjb.refuse_change();
create trigger policy_no_truncate before truncate on jsjb.policy
    for each statement execute function jsjb.refuse_change();

-- Nodes take blocks of a thousand, so a ticket number costs no round trip. Gaps are allowed.
create sequence jsjb.ticket_serial increment by 1000;

-- What the serving role may do; the owner calls it once: select jsjb.grant_service('jsjb_service').
create function jsjb.grant_service(service name) returns void language plpgsql as $$
begin
    execute format('grant usage on schema jsjb to %I', service);
    execute format('grant select, insert, update, delete on all tables in schema jsjb to %I', service);
    execute format('grant usage on all sequences in schema jsjb to %I', service);
    execute format('revoke update, delete, truncate on jsjb.journal, jsjb.definition, jsjb.policy, jsjb.vault_access from %I', service);
    execute (select string_agg(format('revoke update, delete, truncate on %s from %I', inhrelid::regclass, service), '; ')
             from pg_inherits where inhparent = 'jsjb.journal'::regclass);
    execute format('revoke insert, update, delete on jsjb.schema_history from %I', service);
end $$;
