-- Waits for an advisory lock and holds it as long as the connection lives. Within ten minutes.
-- $1 bigint the lock.
-- Index: none, no table.
select pg_advisory_lock($1)
