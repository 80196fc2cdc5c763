-- A page of a report's deadlines that are to be computed anew.
-- $1 uuid the report, $2 int rows.
-- Index: deadline_row_pending.
select case_id, clock, is_earlier, decided_by, was from jsjb.deadline_row where report_id = $1 and state = 'pending' order by case_id, clock limit $2
