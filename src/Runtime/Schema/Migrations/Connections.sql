-- Where the service reaches outside, what may leave and what may come back readable. Secrets stand here by reference only.
create table jsjb.connection (
    name       text primary key check (name ~ '^[a-z][a-z0-9-]{0,62}$'),
    -- The outbox channel whose messages go by it; null: requests that a definition draws.
    channel    text,
    is_enabled boolean not null,
    settings   jsonb not null,
    revision   integer not null,
    changed_by text not null,
    changed_at timestamptz not null
);
create unique index connection_channel on jsjb.connection (channel) where channel is not null and is_enabled;

-- Who changed which connection, from what to what. Never changed, never removed.
create table jsjb.connection_log (
    entry_id   bigint generated always as identity primary key,
    at         timestamptz not null,
    actor      text not null,
    name       text not null,
    before     jsonb,
    after      jsonb not null
);
create index connection_log_name on jsjb.connection_log (name, entry_id desc);
create trigger connection_log_append_only before update or delete on jsjb.connection_log
    for each row execute function jsjb.refuse_change();
create trigger connection_log_no_truncate before truncate on jsjb.connection_log
    for each statement execute function jsjb.refuse_change();
