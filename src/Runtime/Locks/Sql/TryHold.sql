-- Takes an advisory lock if nobody holds it.
-- $1 bigint the lock.
-- Index: none, no table.
select pg_try_advisory_lock($1)
