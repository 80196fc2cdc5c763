-- Whether cases were counted before, and the oldest case.
-- $1 text the subject under which cases are counted.
-- Index: history_count_latest, case_state_pkey.
select exists (select from jsjb.history_count where subject = $1) as is_counted, (select case_id from jsjb.case_state order by case_id limit 1) as oldest
