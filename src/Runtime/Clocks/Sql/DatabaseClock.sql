-- What time it is by the database's clock.
-- Index: none, no table.
select clock_timestamp()
