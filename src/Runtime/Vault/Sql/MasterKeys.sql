-- Every master key that the database names.
-- Index: none, a handful of rows.
select key_id, check_value, is_first, state from jsjb.master_key
