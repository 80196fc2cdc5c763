-- Puts a secret under another master key.
-- $1 text its name, $2 bytea it, wrapped.
-- Index: master_secret_pkey.
update jsjb.master_secret set wrapped = $2 where name = $1
