-- Deletes sources from which nobody has signed in for ninety days, a bounded number of rows.
-- $1 int rows.
-- Index: trusted_source_last.
delete from jsjb.trusted_source where ctid = any(array(select ctid from jsjb.trusted_source where last_at < now() - interval '90 days' limit $1))
