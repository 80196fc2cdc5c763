-- Cases that are moved to another version together: what was asked, and what became of each. The move itself is a step of the case and
-- stands in its journal. After this migration the owner calls jsjb.grant_service once more.
create table jsjb.migration_batch (
    batch_id      uuid primary key,
    definition_id text not null,
    to_hash       text not null references jsjb.definition (hash),
    state         text not null check (state in ('running', 'paused', 'done')),
    created_by    text not null,
    created_at    timestamptz not null,
    changed_by    text not null,
    changed_at    timestamptz not null,
    finished_at   timestamptz,
    check ((state = 'done') = (finished_at is not null))
);
create index migration_batch_definition on jsjb.migration_batch (definition_id, created_at desc);

create table jsjb.migration_item (
    batch_id  uuid not null references jsjb.migration_batch (batch_id),
    case_id   uuid not null,
    from_hash text not null,
    state     text not null check (state in ('pending', 'moved', 'refused')),
    code      text,
    chinese   text,
    english   text,
    at        timestamptz,
    primary key (batch_id, case_id),
    check ((state = 'pending') = (at is null))
);
create index migration_item_pending on jsjb.migration_item (batch_id, case_id) where state = 'pending';
