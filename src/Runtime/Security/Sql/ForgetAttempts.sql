-- Forgets all failures of a key.
-- $1 bytea the key.
-- Index: attempt_limit_pkey.
delete from jsjb.attempt_limit where key = $1
