-- The timers of a case.
-- $1 uuid the case.
-- Index: timer_pkey.
select bookmark_id, due_at from jsjb.timer where case_id = $1 order by bookmark_id
