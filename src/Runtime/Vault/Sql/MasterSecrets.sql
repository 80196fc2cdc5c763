-- The secrets that outlive each master key.
-- Index: none, a handful of rows.
select name, wrapped from jsjb.master_secret
