-- What time it is by the database's clock. Within three seconds.
-- Index: none, no table.
select clock_timestamp()
