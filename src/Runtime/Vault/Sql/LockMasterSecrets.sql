-- The same, locked until the transaction ends.
-- Index: none, a handful of rows.
select name, wrapped from jsjb.master_secret for update
