-- Deletes failures that are past remembering, a bounded number of rows.
-- $1 int rows.
-- Index: attempt_limit_forget.
delete from jsjb.attempt_limit where ctid = any(array(select ctid from jsjb.attempt_limit where forget_at < now() limit $1))
