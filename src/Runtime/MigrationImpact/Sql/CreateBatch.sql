-- Notes a batch of cases that move, by name. Within five minutes.
-- $1 uuid[] cases, $2 text[] the version that each runs, $3 uuid the batch, $4 text definition, $5 text the version to move to, $6 text account,
-- $7 timestamptz now.
-- Index: migration_item_pkey.
with chosen as materialized (
    select case_id, from_hash from unnest($1, $2) as one (case_id, from_hash)
), item as (
    insert into jsjb.migration_item (batch_id, case_id, from_hash, seen_version, state)
    select $3, case_id, from_hash, null, 'pending' from chosen
    on conflict do nothing
)
insert into jsjb.migration_batch (batch_id, definition_id, to_hash, report_id, state, total, created_by, created_at, changed_by, changed_at)
select $3, $4, $5, null, 'running', count(distinct (case_id, from_hash)), $6, $7, $6, $7 from chosen
