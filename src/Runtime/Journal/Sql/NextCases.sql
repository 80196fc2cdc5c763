-- The next cases by id.
-- $1 uuid the last case seen, $2 int rows.
-- Index: case_state_pkey.
select case_id from jsjb.case_state where case_id > $1 order by case_id limit $2
