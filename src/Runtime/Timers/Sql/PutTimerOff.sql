-- Lets a timer be claimed again later: its case waits for it but cannot take it now.
-- $1 uuid the case, $2 text the bookmark, $3 timestamptz when it is due, $4 timestamptz until when nobody claims it.
-- Index: timer_pkey.
update jsjb.timer set claimed_until = $4 where case_id = $1 and bookmark_id = $2 and due_at = $3
