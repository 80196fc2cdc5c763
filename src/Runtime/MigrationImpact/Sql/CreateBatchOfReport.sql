-- Notes a batch of those cases of a report that can move. Within five minutes.
-- The parameters of MigrationImpact/RowConditions; @named uuid[] only these cases; @batch_id uuid, @definition_id text, @to_hash text, @by text account,
-- @now timestamptz.
-- Index: see MigrationImpact/RowConditions; migration_item_pkey.
with chosen as materialized (
    select r.case_id, r.from_hash, r.version
    from jsjb.flight_row r
    where {MigrationImpact/RowConditions}
    and r.verdict in ('same', 'mappable')
    and r.case_id = any(@named)                                                                     --? named
), item as (
    insert into jsjb.migration_item (batch_id, case_id, from_hash, seen_version, state)
    select @batch_id, case_id, from_hash, version, 'pending' from chosen
    on conflict do nothing
)
insert into jsjb.migration_batch (batch_id, definition_id, to_hash, report_id, state, total, created_by, created_at, changed_by, changed_at)
select @batch_id, @definition_id, @to_hash, @report_id, 'running', count(distinct (case_id, from_hash)), @by, @now, @by, @now from chosen
having count(*) > 0
