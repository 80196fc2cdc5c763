-- Deletes checks that are past keeping, a bounded number of rows.
-- $1 timestamptz created before, $2 int rows.
-- Index: identity_check_old, identity_check_pkey.
delete from jsjb.identity_check where check_id in (select check_id from jsjb.identity_check where created_at < $1 order by created_at limit $2)
