-- What a version would mean for the cases under way, worked out in the background and kept with its rows; moves that are counted, can be
-- given up and are carried on by another host; and the columns by which runs are listed. After this migration the owner calls
-- jsjb.grant_service once more.

-- Which runs have something that nobody has mended, and which versions their open child workflows run.
alter table jsjb.case_state add column incidents int not null default 0;
alter table jsjb.case_state add column child_hashes text[] not null default '{}';
-- An index over updated_at itself would be written at every step and end the in-page updates that the table is laid out for. The hour
-- changes rarely, and within one hour the list is sorted on the way.
alter table jsjb.case_state add column updated_hour timestamp not null generated always as (date_trunc('hour', updated_at at time zone 'UTC')) stored;

-- Empty members of a state are not written, so a member's name says that there is one.
update jsjb.case_state set incidents = json_array_length(convert_from(state, 'UTF8')::json -> 'incidents')
where position(convert_to('"incidents":[', 'UTF8') in state) > 0;
update jsjb.case_state set child_hashes = coalesce((
    select array_agg(distinct one ->> 'definitionHash')
    from json_array_elements(convert_from(state, 'UTF8')::json -> 'instances') one
    where one ->> 'parentId' is not null and (one ->> 'status' = 'Running' or one ->> 'subStatus' = 'Faulted')), '{}')
where (status = 'Running' or sub_status = 'Faulted') and position(convert_to('"parentId":', 'UTF8') in state) > 0;

create index case_state_children on jsjb.case_state using gin (child_hashes) where child_hashes <> '{}';
create index case_state_incident on jsjb.case_state (case_id) where incidents > 0;
create index case_state_updated on jsjb.case_state (updated_hour);
-- A status follows from the sub-status, and a definition from its versions, so these two serve every question for them.
create index case_state_sub_status on jsjb.case_state (sub_status, case_id);
create index case_state_version on jsjb.case_state (definition_hash, sub_status, case_id);

create table jsjb.flight_report (
    report_id      uuid primary key,
    definition_id  text not null,
    target_hash    text not null,
    draft_id       uuid,
    draft_revision bigint,
    -- Of a draft its text: the report is about what was asked, whatever becomes of the draft meanwhile.
    target_json    text,
    state          text not null check (state in ('running', 'done', 'cancelled', 'failed')),
    is_listed      boolean not null default false,
    total          bigint not null default 0,
    seen           bigint not null default 0,
    failure        text,
    created_by     text not null,
    created_at     timestamptz not null,
    finished_at    timestamptz,
    worker         uuid,
    lease_until    timestamptz,
    check ((draft_id is null) = (target_json is null)),
    check ((state = 'running') = (finished_at is null))
);
create index flight_report_definition on jsjb.flight_report (definition_id, created_at desc);
-- One report of a thing at a time: who asks meanwhile gets that one.
create unique index flight_report_running on jsjb.flight_report (definition_id, target_hash) where state = 'running';

-- The cases concerned: listed when the report begins, looked at one page after the other.
create table jsjb.flight_row (
    report_id uuid not null references jsjb.flight_report (report_id) on delete cascade,
    case_id   uuid not null,
    from_hash text not null,
    verdict   text check (verdict in ('blocked', 'mappable', 'same')),
    version   bigint,
    number    text,
    status    text not null default '',
    unit      text not null default '',
    places    text[] not null default '{}',
    blocks    jsonb,
    primary key (report_id, case_id, from_hash)
);
create index flight_row_pending on jsjb.flight_row (report_id, case_id, from_hash) where verdict is null;
create index flight_row_verdict on jsjb.flight_row (report_id, verdict, case_id, from_hash) where verdict is not null;
create index flight_row_status on jsjb.flight_row (report_id, status, verdict, case_id, from_hash) where verdict is not null;
create index flight_row_unit on jsjb.flight_row (report_id, unit, verdict, case_id, from_hash) where verdict is not null;

create table jsjb.flight_count (
    report_id uuid not null references jsjb.flight_report (report_id) on delete cascade,
    from_hash text not null,
    status    text not null,
    unit      text not null,
    verdict   text not null,
    cases     bigint not null,
    primary key (report_id, from_hash, status, unit, verdict)
);
create table jsjb.flight_obstacle (
    report_id   uuid not null references jsjb.flight_report (report_id) on delete cascade,
    code        text not null,
    activity_id text not null,
    name        text,
    chinese     text not null,
    english     text not null,
    cases       bigint not null,
    primary key (report_id, code, activity_id)
);

alter table jsjb.migration_batch
    add column report_id uuid,
    add column total bigint not null default 0,
    add column moved bigint not null default 0,
    add column refused bigint not null default 0,
    add column changed bigint not null default 0,
    add column worker uuid,
    add column lease_until timestamptz,
    drop constraint migration_batch_state_check,
    drop constraint migration_batch_check,
    add constraint migration_batch_state_check check (state in ('running', 'paused', 'done', 'cancelled')),
    add constraint migration_batch_check check ((state in ('done', 'cancelled')) = (finished_at is not null));
create index migration_batch_running on jsjb.migration_batch (batch_id) where state = 'running';
update jsjb.migration_batch b set total = i.total, moved = i.moved, refused = i.refused
from (select batch_id, count(*) as total, count(*) filter (where state = 'moved') as moved, count(*) filter (where state = 'refused') as refused
      from jsjb.migration_item group by batch_id) i
where b.batch_id = i.batch_id;

-- A case may hold child workflows of several versions: each is moved by a step of its own.
alter table jsjb.migration_item
    add column seen_version bigint,
    drop constraint migration_item_pkey,
    drop constraint migration_item_state_check,
    add primary key (batch_id, case_id, from_hash),
    add constraint migration_item_state_check check (state in ('pending', 'moved', 'refused', 'changed', 'cancelled'));
create index migration_item_state on jsjb.migration_item (batch_id, state, case_id, from_hash);
