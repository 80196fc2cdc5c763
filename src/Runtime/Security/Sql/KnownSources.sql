-- Which of these sources an account has signed in from of late.
-- $1 bytea the account's key, $2 bytea[] keys of sources.
-- Index: trusted_source_pkey.
select source_key from jsjb.trusted_source where account_key = $1 and source_key = any($2) and last_at > now() - interval '90 days'
