-- Deletes windows of openings that are past remembering, a bounded number of rows.
-- $1 int rows.
-- Index: opening_window_forget.
delete from jsjb.opening_window where ctid = any(array(select ctid from jsjb.opening_window where forget_at < now() limit $1))
