-- The same for a name, whatever the case of its letters.
-- $1 int the lock, $2 text the name.
-- Index: none, no table.
select pg_advisory_xact_lock($1, hashtext(lower($2)))
