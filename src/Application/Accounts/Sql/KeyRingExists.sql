-- Whether there is a key ring yet: a database that was never migrated has none.
-- Index: none, the catalogue's own.
select to_regclass('identity.protection_key') is not null
