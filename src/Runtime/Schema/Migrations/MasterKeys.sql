-- Which master keys things are sealed under. The keys themselves are never here: an id that follows from the key, and a check value by which
-- a node that holds another key is told apart before it serves.
create table jsjb.master_key (
    key_id      text primary key check (key_id ~ '^[0-9a-f]{16}$'),
    check_value bytea not null check (length(check_value) = 32),
    -- What was wrapped before keys were rotated carries no id: it lies under this one.
    is_first    boolean not null default false,
    state       text not null check (state in ('active', 'former', 'retired')),
    changed_at  timestamptz not null default now()
);
create unique index master_key_active on jsjb.master_key (state) where state = 'active';
create unique index master_key_first on jsjb.master_key (is_first) where is_first;

-- Keys of blind indexes and fingerprints: they outlive every master key, and are wrapped by the one in use.
create table jsjb.master_secret (
    name    text primary key,
    wrapped bytea not null
);

-- A rotation that was interrupted goes on where it stood: how far each kind of wrapped thing has been walked in this pass.
create table jsjb.master_rotation (
    rotation_id bigint generated always as identity primary key,
    to_key      text not null references jsjb.master_key (key_id),
    started_at  timestamptz not null default now(),
    finished_at timestamptz,
    positions   jsonb not null default '{}',
    rewrapped   bigint not null default 0
);
create unique index master_rotation_running on jsjb.master_rotation ((finished_at is null)) where finished_at is null;

-- The first node on a database says which key it is sealed under; nobody can say it again.
create function jsjb.register_master_key(id text, check_value bytea, names text[], wrapped bytea[]) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    lock table jsjb.master_key in exclusive mode;
    if exists (select from jsjb.master_key) then return false; end if;
    insert into jsjb.master_key (key_id, check_value, is_first, state) values (id, check_value, true, 'active');
    insert into jsjb.master_secret (name, wrapped) select * from unnest(names, wrapped);
    insert into jsjb.owner_act (act, details) values ('register_master_key', jsonb_build_object('key', id));
    return true;
end $$;
