-- Takes one counted failure back.
-- $1 bytea the key.
-- Index: attempt_limit_pkey.
update jsjb.attempt_limit set failures = greatest(failures - 1, 0), until = 'epoch' where key = $1
