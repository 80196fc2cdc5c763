-- Tells all nodes that listen what kinds of rows changed.
-- $1 text the channel, $2 text the kinds.
-- Index: none, no table.
select pg_notify($1, $2)
