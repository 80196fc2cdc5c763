-- A keyed hash over case, version and last hash that only the service can make. A release before this one leaves both as they were.
alter table jsjb.case_state add column seal bytea check (length(seal) = 32), add column sealed_version bigint;

-- How many rows there were once, of what never becomes less, under the service's seal. The part of journal and case_state is a month of case ids.
create table jsjb.history_count (
    count_id bigint generated always as identity primary key,
    at       timestamptz not null,
    subject  text not null,
    part     text not null,
    amount   bigint not null check (amount >= 0),
    seal     bytea not null check (length(seal) = 32)
);
create index history_count_latest on jsjb.history_count (subject, part, count_id desc);
create trigger history_count_append_only before update or delete on jsjb.history_count
    for each row execute function jsjb.refuse_change();
create trigger history_count_no_truncate before truncate on jsjb.history_count
    for each statement execute function jsjb.refuse_change();

-- What is append-only is so against truncate as well.
create trigger vault_access_no_truncate before truncate on jsjb.vault_access
    for each statement execute function jsjb.refuse_change();
create trigger policy_publication_no_truncate before truncate on jsjb.policy_publication
    for each statement execute function jsjb.refuse_change();
create trigger definition_retirement_no_truncate before truncate on jsjb.definition_retirement
    for each statement execute function jsjb.refuse_change();
