-- Drops the months of the security log whose end is older than it is kept.
-- $1 int days.
-- Index: none, the catalogue's own.
select jsjb.drop_security_partitions($1)
