-- Takes the first master key, while the database knows none.
-- $1 text id, $2 bytea check value, $3 text[] names of secrets, $4 bytea[] those secrets, wrapped.
-- Index: master_key_pkey.
select jsjb.register_master_key($1, $2, $3, $4)
