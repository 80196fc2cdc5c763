-- Every master key and how it stands, by when that changed.
-- Index: none, a handful of rows.
select key_id, state from jsjb.master_key order by changed_at
