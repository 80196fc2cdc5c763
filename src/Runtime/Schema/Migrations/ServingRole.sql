-- The service connects as a role that owns nothing. What only an owner may do, and the service must, are the functions here: each runs as
-- the owner with a fixed search path, has conditions of its own and leaves a line in jsjb.owner_act. Who may call them, and what the role
-- may do with each table, stands in Schema/Rights.sql, which the owner applies after every migration.
create table jsjb.owner_act (
    act_id  bigint generated always as identity primary key,
    at      timestamptz not null default clock_timestamp(),
    act     text not null,
    role    text not null default session_user,
    details jsonb not null
);
create index owner_act_act on jsjb.owner_act (act, act_id);
create trigger owner_act_append_only before update or delete on jsjb.owner_act
    for each row execute function jsjb.refuse_change();
create trigger owner_act_no_truncate before truncate on jsjb.owner_act
    for each statement execute function jsjb.refuse_change();

-- A file that a case has taken stays with it, and what it holds is said once.
create function jsjb.keep_attachment() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
    if old.sha256 is not null and (new.sha256, new.size) is distinct from (old.sha256, old.size) then
        raise exception 'the content of attachment % is known already', old.attachment_id using errcode = 'restrict_violation';
    end if;
    if old.case_id is not null and new.case_id is distinct from old.case_id
        and exists (select from jsjb.case_state where case_id = old.case_id) then
        raise exception 'attachment % belongs to a case', old.attachment_id using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger attachment_stays before update on jsjb.attachment
    for each row execute function jsjb.keep_attachment();

-- Makes the monthly partitions from that month on; returns how many were new. A month whose cases already lie in the
-- default partition stays there.
create or replace function jsjb.ensure_journal_partitions(from_at timestamptz, months integer) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    month timestamp := date_trunc('month', from_at at time zone 'UTC');
    made  text[] := '{}';
    part  text;
    low   uuid;
    high  uuid;
begin
    if months not between 1 and 24 or from_at not between timestamptz '2000-01-01' and timestamptz '2200-01-01' then
        raise exception 'partitions are made for 1 to 24 months' using errcode = 'invalid_parameter_value';
    end if;
    for ahead in 0 .. months - 1 loop
        part := 'journal_' || to_char(month + make_interval(months => ahead), 'YYYYMM');
        low  := jsjb.first_case_id((month + make_interval(months => ahead)) at time zone 'UTC');
        high := jsjb.first_case_id((month + make_interval(months => ahead + 1)) at time zone 'UTC');
        if to_regclass('jsjb.' || part) is null
            and not exists (select from jsjb.journal_default where case_id >= low and case_id < high) then
            execute format('create table jsjb.%I partition of jsjb.journal for values from (%L) to (%L)', part, low, high);
            execute format('create trigger journal_no_truncate before truncate on jsjb.%I for each statement execute function jsjb.refuse_change()', part);
            made := made || part;
        end if;
    end loop;
    if made <> '{}' then
        insert into jsjb.owner_act (act, details) values ('ensure_journal_partitions', jsonb_build_object('made', made));
    end if;
    return cardinality(made);
end $$;

-- How long history is kept. Without a row it is kept for ever; only the owner writes here.
create table jsjb.retention (
    subject    text primary key check (subject in ('journal')),
    keep       interval not null check (keep >= interval '3 years'),
    decided_by text not null,
    decided_at timestamptz not null default now()
);

-- Drops one month of the journal when its retention has passed: all of it is older, nothing in it is under way, and each case that remains
-- has its state on its own row. Returns how many entries went.
create function jsjb.drop_journal_partition(part text) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    month   timestamptz;
    low     uuid;
    high    uuid;
    kept    interval;
    entries bigint;
    digest  bytea;
begin
    if part !~ '^journal_[0-9]{6}$' or not exists (
        select from pg_inherits where inhparent = 'jsjb.journal'::regclass and inhrelid = to_regclass('jsjb.' || part)) then
        raise exception '% is no monthly partition of the journal', part using errcode = 'invalid_parameter_value';
    end if;
    select keep into kept from jsjb.retention where subject = 'journal';
    month := to_timestamp(right(part, 6) || '01', 'YYYYMMDD')::timestamp at time zone 'UTC';
    if kept is null or month + interval '1 month' > now() - kept then
        raise exception 'the retention of % has not passed', part using errcode = 'restrict_violation', hint = 'The owner states it in jsjb.retention.';
    end if;
    low  := jsjb.first_case_id(month);
    high := jsjb.first_case_id(((month at time zone 'UTC') + interval '1 month') at time zone 'UTC');
    if exists (select from jsjb.case_state where case_id >= low and case_id < high
               and (status = 'Running' or sub_status = 'Faulted' or state_version <> version)) then
        raise exception '% holds cases that are under way or whose state rests on it', part using errcode = 'restrict_violation';
    end if;
    execute format('select count(*), sha256(coalesce(string_agg(hash, '''' order by case_id, seq), '''')) from jsjb.%I', part) into entries, digest;
    execute format('drop table jsjb.%I', part);
    insert into jsjb.owner_act (act, details)
    values ('drop_journal_partition', jsonb_build_object('partition', part, 'entries', entries, 'digest', encode(digest, 'hex')));
    return entries;
end $$;

-- Destroys the keys of one person, or of what officials wrote about one ticket. Not while a ticket concerned is under way: whoever works on it could no longer read what it is about.
create function jsjb.erase_subject(subject text, erased_by text, reason text) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    destroyed integer;
begin
    if subject !~ '^[a-z]-[0-9a-zA-Z]{1,64}$' or coalesce(erased_by, '') = '' or coalesce(reason, '') = '' then
        raise exception 'erasing names one person, who erases, and why' using errcode = 'invalid_parameter_value';
    end if;
    -- What officials wrote lies under a key of the ticket.
    if exists (
        select from jsjb.ticket t left join jsjb.case_state s using (case_id)
        where (t.subject_id = subject or (subject ~ '^t-[0-9a-f]{32}$' and t.case_id = substr(subject, 3)::uuid))
            and t.archived_at is null and coalesce(s.status <> 'Finished' or s.sub_status = 'Faulted', true)) then
        raise exception 'a ticket of % is under way', subject using errcode = 'restrict_violation', hint = 'Erase when the ticket is archived or cancelled.';
    end if;
    update jsjb.vault_key set wrapped_key = null, destroyed_at = now() where subject_id = subject and destroyed_at is null;
    get diagnostics destroyed = row_count;
    insert into jsjb.owner_act (act, details)
    values ('erase_subject', jsonb_build_object('subject', subject, 'keys', destroyed, 'by', erased_by, 'reason', reason));
    return destroyed;
end $$;

-- A file that a case takes comes under the key of the case's petitioner: its own key, wrapped anew. Only while no case has the file.
create function jsjb.claim_attachment_key(key uuid, subject text, was bytea, becomes bytea) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    if length(becomes) not between 48 and 128 or coalesce(subject, '') = '' then
        raise exception 'that is no wrapped key of a person' using errcode = 'invalid_parameter_value';
    end if;
    if not exists (
        select from jsjb.attachment a where a.key_id = key
        and (a.case_id is null or not exists (select from jsjb.case_state s where s.case_id = a.case_id))) then
        raise exception 'key % belongs to no file that waits for a case', key using errcode = 'restrict_violation';
    end if;
    update jsjb.vault_key set subject_id = subject, wrapped_key = becomes where key_id = key and wrapped_key = was;
    return found;
end $$;

-- Drops one file that no case has taken, and its key.
create function jsjb.forget_attachment(id uuid) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    key uuid;
begin
    delete from jsjb.attachment where attachment_id = id and case_id is null returning key_id into key;
    if key is null then return false; end if;
    update jsjb.vault_key set wrapped_key = null, destroyed_at = now() where key_id = key and destroyed_at is null;
    insert into jsjb.owner_act (act, details) values ('forget_attachment', jsonb_build_object('attachment', id));
    return true;
end $$;

-- Drops files that waited too long for a case, and their keys: few at a time.
create function jsjb.sweep_attachments(before timestamptz) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    gone integer;
begin
    with stale as (
        delete from jsjb.attachment where attachment_id in (
            select attachment_id from jsjb.attachment where case_id is null and created_at < before order by created_at limit 20 for update skip locked)
        returning key_id
    )
    update jsjb.vault_key k set wrapped_key = null, destroyed_at = now() from stale s where k.key_id = s.key_id and k.destroyed_at is null;
    get diagnostics gone = row_count;
    if gone > 0 then
        insert into jsjb.owner_act (act, details) values ('sweep_attachments', jsonb_build_object('before', before, 'files', gone));
    end if;
    return gone;
end $$;

-- Old texts of a draft: the latest are kept, whatever is asked for.
create function jsjb.prune_draft_revisions(draft uuid, keep integer) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    gone integer;
begin
    if keep < 50 then
        raise exception 'at least 50 revisions are kept' using errcode = 'invalid_parameter_value';
    end if;
    delete from jsjb.draft_revision r using jsjb.draft d
    where d.draft_id = draft and r.draft_id = d.draft_id and r.revision <= d.revision - keep;
    get diagnostics gone = row_count;
    if gone > 0 then
        insert into jsjb.owner_act (act, details) values ('prune_draft_revisions', jsonb_build_object('draft', draft, 'revisions', gone));
    end if;
    return gone;
end $$;

-- Old reports about deadlines: the latest are kept, and each whose decisions are still to be carried out.
create function jsjb.prune_deadline_reports(keep integer) returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    gone uuid[];
begin
    if keep < 5 then
        raise exception 'at least 5 reports are kept' using errcode = 'invalid_parameter_value';
    end if;
    with forgotten as (
        delete from jsjb.deadline_report where report_id in (
            select report_id from jsjb.deadline_report where state <> 'running' order by created_at desc offset keep)
        and not exists (select from jsjb.deadline_row w where w.report_id = deadline_report.report_id and w.state = 'pending')
        returning report_id
    )
    select coalesce(array_agg(report_id), '{}') into gone from forgotten;
    if gone <> '{}' then
        insert into jsjb.owner_act (act, details) values ('prune_deadline_reports', jsonb_build_object('reports', gone));
    end if;
    return cardinality(gone);
end $$;
