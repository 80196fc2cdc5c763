-- Which deadlines of running tickets a published policy would change: worked out page by page in the background, kept with the rows that
-- differ, and what a person decided about them. After this migration the owner calls jsjb.grant_service once more.
create table jsjb.deadline_report (
    report_id   uuid primary key,
    policy_hash text not null,
    state       text not null check (state in ('running', 'done', 'failed')),
    -- The last case looked at: the next page begins after it.
    after_case  uuid not null default '00000000-0000-0000-0000-000000000000',
    total       bigint not null,
    seen        bigint not null default 0,
    failure     text,
    created_by  text not null,
    created_at  timestamptz not null,
    finished_at timestamptz,
    worker      uuid,
    lease_until timestamptz,
    check ((state = 'running') = (finished_at is null))
);
create index deadline_report_created on jsjb.deadline_report (created_at desc);
create unique index deadline_report_running on jsjb.deadline_report (policy_hash) where state = 'running';

create table jsjb.deadline_row (
    report_id    uuid not null references jsjb.deadline_report (report_id) on delete cascade,
    case_id      uuid not null,
    clock        text not null,
    step_name    text not null,
    number       text,
    unit         text not null default '',
    was          timestamptz not null,
    becomes      timestamptz not null,
    limit_was    text not null,
    limit_becomes text not null,
    is_earlier   boolean not null generated always as (becomes < was) stored,
    -- open: nobody has decided; pending: to be computed anew; done, kept, refused.
    state        text not null default 'open' check (state in ('open', 'pending', 'done', 'kept', 'refused')),
    chinese      text,
    english      text,
    decided_by   text,
    decided_at   timestamptz,
    primary key (report_id, case_id, clock)
);
create index deadline_row_state on jsjb.deadline_row (report_id, is_earlier, state, case_id, clock);
create index deadline_row_pending on jsjb.deadline_row (report_id, case_id, clock) where state = 'pending';

-- The survey walks through the cases under way by their ids; among millions that are filed it must not look for the next one.
create index case_state_running on jsjb.case_state (case_id) where status = 'Running' or sub_status = 'Faulted';
