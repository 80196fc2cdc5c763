-- Makes the monthly partitions of the journal and the security log ahead of time.
-- $1 int how many months.
-- Index: none, the catalogue's own.
select jsjb.ensure_journal_partitions(now(), $1), jsjb.ensure_security_partitions(now(), $1)
