-- The next open cases of a report about deadlines, in the order of their ids, with their states.
-- $1 uuid the report, $2 int rows.
-- Index: case_state_running, deadline_report_pkey, journal_pkey.
select {Cases/StoredState}
from (
    select s.* from jsjb.case_state s, jsjb.deadline_report r
    where r.report_id = $1 and s.case_id > r.after_case and (s.status = 'Running' or s.sub_status = 'Faulted')
    order by s.case_id limit $2
) c
order by c.case_id
