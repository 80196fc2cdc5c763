-- Gives back an advisory lock of the connection.
-- $1 bigint the lock.
-- Index: none, no table.
select pg_advisory_unlock($1)
