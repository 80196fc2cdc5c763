-- Every key of the key ring.
-- Index: none, a handful of rows.
select xml from identity.protection_key
