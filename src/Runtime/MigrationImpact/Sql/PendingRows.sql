-- A page of listed cases that were not looked at yet, with their states.
-- $1 uuid the report, $2 int rows.
-- Index: flight_row_pending, case_state_pkey, journal_pkey.
select r.case_id, r.from_hash, c.version, {Cases/StoredState}
from (select case_id, from_hash from jsjb.flight_row where report_id = $1 and verdict is null order by case_id, from_hash limit $2) r
left join jsjb.case_state c using (case_id)
