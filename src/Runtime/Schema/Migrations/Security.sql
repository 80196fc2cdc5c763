-- Who tried what: the security log, and the counts by which attempts are slowed on all nodes alike.

-- One row per event, or per group of equal refusals of a minute. Never changed; goes by the month, see drop_security_partitions.
create table jsjb.security_event (
    event_id uuid primary key,
    at       timestamptz not null,
    kind     text not null check (kind <> ''),
    outcome  text not null check (outcome <> ''),
    account  text,
    address  text,
    subject  text,
    times    integer not null check (times > 0),
    detail   jsonb
) partition by range (event_id);
create table jsjb.security_event_default partition of jsjb.security_event default;
create index security_event_kind on jsjb.security_event (kind, event_id);
create index security_event_account on jsjb.security_event (account, event_id) where account is not null;
create trigger security_event_append_only before update or delete on jsjb.security_event
    for each row execute function jsjb.refuse_change();
create trigger security_event_no_truncate before truncate on jsjb.security_event
    for each statement execute function jsjb.refuse_change();
create trigger security_event_no_truncate before truncate on jsjb.security_event_default
    for each statement execute function jsjb.refuse_change();

-- Event ids are UUIDv7, as case ids are: a range of ids is a range of time.
create function jsjb.ensure_security_partitions(from_at timestamptz, months integer) returns integer
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    month timestamp := date_trunc('month', from_at at time zone 'UTC');
    made  integer := 0;
    part  text;
begin
    for ahead in 0 .. least(months, 24) - 1 loop
        part := 'security_event_' || to_char(month + make_interval(months => ahead), 'YYYYMM');
        if to_regclass('jsjb.' || part) is null
           and not exists (select from jsjb.security_event_default
                           where event_id >= jsjb.first_case_id((month + make_interval(months => ahead)) at time zone 'UTC')
                             and event_id < jsjb.first_case_id((month + make_interval(months => ahead + 1)) at time zone 'UTC')) then
            execute format('create table jsjb.%I partition of jsjb.security_event for values from (%L) to (%L)', part,
                jsjb.first_case_id((month + make_interval(months => ahead)) at time zone 'UTC'),
                jsjb.first_case_id((month + make_interval(months => ahead + 1)) at time zone 'UTC'));
            execute format('create trigger security_event_no_truncate before truncate on jsjb.%I for each statement execute function jsjb.refuse_change()', part);
            made := made + 1;
        end if;
    end loop;
    return made;
end $$;
select jsjb.ensure_security_partitions(now(), 4);

-- Drops the months that ended more than so many days ago, and writes down which. Nobody gets rid of the last half year by it.
create function jsjb.drop_security_partitions(keep_days integer) returns integer
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    part text;
    gone integer := 0;
begin
    if keep_days is null or keep_days < 183 then
        raise exception 'The security log is kept for at least 183 days, not %', keep_days using errcode = 'invalid_parameter_value';
    end if;
    for part in
        select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
        where i.inhparent = 'jsjb.security_event'::regclass and c.relname ~ '^security_event_[0-9]{6}$'
          and (to_date(right(c.relname, 6), 'YYYYMM') + interval '1 month') at time zone 'UTC' < now() - make_interval(days => keep_days)
        order by c.relname
    loop
        execute format('drop table jsjb.%I', part);
        -- The node part of a UUIDv7 is random; its time is that of the row.
        insert into jsjb.security_event (event_id, at, kind, outcome, subject, times)
        values (overlay(gen_random_uuid()::text placing left(jsjb.first_case_id(now())::text, 14) || '7' from 1 for 15)::uuid, now(), 'log.retention', 'dropped', part, 1);
        gone := gone + 1;
    end loop;
    return gone;
end $$;

-- Failures of one source against one thing, by SHA-256 of both. Counted before the attempt is judged, so that attempts side by side do not pass.
create table jsjb.attempt_limit (
    key       bytea primary key check (length(key) = 32),
    failures  integer not null,
    until     timestamptz not null,
    forget_at timestamptz not null
) with (fillfactor = 80);
create index attempt_limit_forget on jsjb.attempt_limit (forget_at);

-- From where an account has signed in: what is slowed for strangers is not slowed from there.
create table jsjb.trusted_source (
    account_key bytea not null check (length(account_key) = 32),
    source_key  bytea not null check (length(source_key) = 32),
    last_at     timestamptz not null,
    primary key (account_key, source_key)
);
create index trusted_source_last on jsjb.trusted_source (last_at);

-- When an account opened a person's data, within the window only.
create table jsjb.opening_window (
    key       bytea primary key check (length(key) = 32),
    opened    timestamptz[] not null,
    admitted  boolean not null,
    forget_at timestamptz not null
) with (fillfactor = 80);
create index opening_window_forget on jsjb.opening_window (forget_at);

-- Auditors ask whose openings those are.
create index vault_access_actor on jsjb.vault_access (actor, access_id);
