-- How many seconds an attempt would have to wait. Nothing is counted.
-- $1 bytea the key.
-- Index: attempt_limit_pkey.
select extract(epoch from until - now())::double precision from jsjb.attempt_limit where key = $1 and until > now()
