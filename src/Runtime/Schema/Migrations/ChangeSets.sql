-- What a start with a changed pack brings: one change set, compared with the pack that was published last.

-- The pack published last, file by file.
create table jsjb.pack_file (
    kind        text not null check (kind in ('workflow', 'policy')),
    name        text not null check (name <> ''),
    content     text not null,
    hash        text not null,
    recorded_at timestamptz not null,
    primary key (kind, name)
);

-- Databases that exist already: what 'pack' published last is what the city started from.
insert into jsjb.pack_file (kind, name, content, hash, recorded_at)
select 'policy', file.key, file.value, encode(sha256(convert_to(file.value, 'UTF8')), 'hex'), last.published_at
from (select files, published_at from jsjb.policy where published_by = 'pack' order by published_at desc, hash limit 1) last,
     lateral jsonb_each_text(last.files) file;
insert into jsjb.pack_file (kind, name, content, hash, recorded_at)
select distinct on (definition_id) 'workflow', definition_id, json, encode(sha256(convert_to(json, 'UTF8')), 'hex'), published_at
from jsjb.definition where published_by = 'pack'
order by definition_id, version desc;

create table jsjb.change_set (
    set_id         uuid primary key,
    state          text not null check (state in ('open', 'inReview', 'approved', 'published', 'withdrawn')),
    pack_hash      text not null,
    revision       bigint not null check (revision > 0),
    created_at     timestamptz not null,
    changed_at     timestamptz not null,
    submitted_by   text,
    submitted_at   timestamptz,
    reviewed_by    text,
    reviewed_at    timestamptz,
    note           text,
    effective_from timestamptz,
    published_by   text,
    published_at   timestamptz,
    check (reviewed_by is null or reviewed_by <> submitted_by),
    check (state not in ('approved', 'published') or reviewed_by is not null),
    check ((state = 'published') = (effective_from is not null))
);
-- One at a time: what a still newer pack brings goes into the same one.
create unique index change_set_open on jsjb.change_set ((true)) where state in ('open', 'inReview', 'approved');
create index change_set_created on jsjb.change_set (created_at desc, set_id);

create table jsjb.change_set_file (
    set_id       uuid not null references jsjb.change_set (set_id),
    kind         text not null check (kind in ('workflow', 'policy')),
    name         text not null check (name <> ''),
    standing     text not null check (standing in ('taken', 'kept', 'conflicting')),
    base_content text,
    pack_content text,
    city_hash    text,
    choice       text check (choice in ('pack', 'city', 'own')),
    own_content  text,
    resolved_by  text,
    resolved_at  timestamptz,
    is_stale     boolean not null default false,
    primary key (set_id, kind, name),
    check ((choice is null) = (resolved_by is null)),
    check (choice <> 'own' or own_content is not null)
);

-- Whoever wrote a text for a set, at any time. Neither they nor those whose decisions stand review it.
create table jsjb.change_set_author (
    set_id uuid not null references jsjb.change_set (set_id),
    author text not null,
    at     timestamptz not null,
    primary key (set_id, author)
);
create function jsjb.refuse_review_by_resolver() returns trigger language plpgsql as $$
begin
    if exists (select from jsjb.change_set_author where set_id = new.set_id and author = new.reviewed_by)
        or exists (select from jsjb.change_set_file where set_id = new.set_id and resolved_by = new.reviewed_by) then
        raise exception 'who decided about a file of a change set does not review it' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger change_set_second_person before update of reviewed_by on jsjb.change_set
    for each row when (new.reviewed_by is not null) execute function jsjb.refuse_review_by_resolver();
