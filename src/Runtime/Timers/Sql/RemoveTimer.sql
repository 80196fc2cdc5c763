-- Removes a timer that nobody waits for.
-- $1 uuid the case, $2 text the bookmark, $3 timestamptz when it is due.
-- Index: timer_pkey.
delete from jsjb.timer where case_id = $1 and bookmark_id = $2 and due_at = $3
