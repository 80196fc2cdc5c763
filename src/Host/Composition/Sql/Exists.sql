-- Whether there is a table.
-- $1 text its name.
-- Index: none, the catalogue's own.
select to_regclass($1) is not null
