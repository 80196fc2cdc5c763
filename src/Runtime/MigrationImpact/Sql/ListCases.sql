-- Lists the open cases whose root or a child workflow runs another version, and forgets reports that nobody needs any more. Within ten minutes.
-- $1 uuid the report, $2 text[] hashes of the other versions, $3 text definition, $4 int finished reports that are kept.
-- Index: case_state_open and case_state_children; flight_report_definition.
with forgotten as (
    delete from jsjb.flight_report where report_id in (
        select report_id from jsjb.flight_report where definition_id = $3 and state <> 'running' order by created_at desc offset $4)
), listed as (
    insert into jsjb.flight_row (report_id, case_id, from_hash)
    select $1, case_id, definition_hash from jsjb.case_state
    where definition_hash = any($2) and (status = 'Running' or sub_status = 'Faulted')
    union
    select $1, case_id, child from jsjb.case_state, unnest(child_hashes) child
    where child_hashes && $2 and child_hashes <> '{}' and child = any($2)
    on conflict do nothing
    returning 1
)
update jsjb.flight_report set is_listed = true, total = (select count(*) from listed) where report_id = $1
