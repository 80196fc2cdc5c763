-- Whether a program has migrated this database before.
-- $1 text the table of migrations.
-- Index: none, the catalogue's own.
select to_regclass($1) is not null
