-- The version of Hangfire's tables.
-- {schema}: where they are.
-- Index: none, one row.
select max(version) from {schema}.schema
