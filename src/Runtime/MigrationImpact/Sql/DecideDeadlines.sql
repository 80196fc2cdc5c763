-- Decides about a group of deadlines of which nobody has decided, or about those of some cases. Within five minutes.
-- $1 uuid the report, $2 bool would they be earlier, $3 text what becomes of them, $4 text account, $5 timestamptz now, $6 uuid[] only these cases, or null.
-- Index: deadline_row_state.
update jsjb.deadline_row set state = $3, decided_by = $4, decided_at = $5
where report_id = $1 and is_earlier = $2 and state = 'open' and ($6 is null or case_id = any($6))
