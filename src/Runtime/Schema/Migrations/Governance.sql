-- Drafts of definitions and policy files, their review, and what was published and retired.
-- After this migration the owner calls jsjb.grant_service once more, so that the serving role reaches the new tables.

create table jsjb.draft (
    draft_id       uuid primary key,
    kind           text not null check (kind in ('workflow', 'policy')),
    name           text not null check (name <> ''),
    title          text not null,
    hash           text not null,
    revision       bigint not null check (revision > 0),
    state          text not null check (state in ('draft', 'inReview', 'rejected', 'approved', 'published', 'discarded')),
    based_on       text,
    created_by     text not null,
    created_at     timestamptz not null,
    changed_by     text not null,
    changed_at     timestamptz not null,
    submitted_by   text,
    submitted_at   timestamptz,
    reviewed_by    text,
    reviewed_at    timestamptz,
    note           text,
    published_hash text,
    effective_from timestamptz,
    published_by   text,
    published_at   timestamptz,
    -- Four eyes: whoever reviews neither sent it nor wrote it last.
    check (reviewed_by is null or (reviewed_by <> submitted_by and reviewed_by <> changed_by)),
    check (state not in ('approved', 'published') or reviewed_by is not null),
    check ((state = 'published') = (published_hash is not null)),
    check ((state = 'published') = (effective_from is not null))
);
-- One open draft of a thing: two people work on the same one, and the revision tells them apart.
create unique index draft_open on jsjb.draft (kind, name) where state not in ('published', 'discarded');
create index draft_changed on jsjb.draft (changed_at desc, draft_id);

-- Every text that was saved, and those that came too late: a later writer loses nothing.
create table jsjb.draft_revision (
    revision_id bigint generated always as identity primary key,
    draft_id    uuid not null references jsjb.draft (draft_id),
    revision    bigint not null,
    accepted    boolean not null,
    content     text not null,
    hash        text not null,
    saved_by    text not null,
    saved_at    timestamptz not null
);
create unique index draft_revision_accepted on jsjb.draft_revision (draft_id, revision) where accepted;
create index draft_revision_late on jsjb.draft_revision (draft_id, revision_id) where not accepted;

create table jsjb.governance_log (
    entry_id bigint generated always as identity primary key,
    at       timestamptz not null,
    actor    text not null,
    action   text not null,
    kind     text not null,
    name     text not null,
    draft_id uuid,
    revision bigint,
    hash     text,
    before   text,
    note     text
);
create index governance_log_draft on jsjb.governance_log (draft_id, entry_id);
create index governance_log_name on jsjb.governance_log (kind, name, entry_id);
create trigger governance_log_append_only before update or delete on jsjb.governance_log
    for each row execute function jsjb.refuse_change();
create trigger governance_log_no_truncate before truncate on jsjb.governance_log
    for each statement execute function jsjb.refuse_change();

-- When a policy takes effect: the same content may do so several times. A definition takes effect as its own row says.
create table jsjb.policy_publication (
    publication_id bigint generated always as identity primary key,
    hash           text not null references jsjb.policy (hash),
    effective_from timestamptz not null,
    draft_id       uuid not null,
    published_by   text not null,
    published_at   timestamptz not null
);
create trigger policy_publication_append_only before update or delete on jsjb.policy_publication
    for each row execute function jsjb.refuse_change();

-- From when on a version starts nothing new. Running cases keep it.
create table jsjb.definition_retirement (
    hash          text primary key references jsjb.definition (hash),
    definition_id text not null,
    retired_from  timestamptz not null,
    retired_by    text not null,
    retired_at    timestamptz not null,
    note          text
);
create trigger definition_retirement_append_only before update or delete on jsjb.definition_retirement
    for each row execute function jsjb.refuse_change();
