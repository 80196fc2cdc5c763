-- Forgets where an account was.
-- $1 bytea the account's key.
-- Index: trusted_source_pkey.
delete from jsjb.trusted_source where account_key = $1
