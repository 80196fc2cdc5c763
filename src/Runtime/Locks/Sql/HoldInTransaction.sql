-- Waits for an advisory lock and holds it to the end of the transaction. Within ten minutes.
-- $1 bigint the lock.
-- Index: none, no table.
select pg_advisory_xact_lock($1)
