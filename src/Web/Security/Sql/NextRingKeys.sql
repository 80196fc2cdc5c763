-- The next keys of the key ring.
-- $1 text the last name seen, $2 int rows.
-- Index: the primary key.
select name, xml from identity.protection_key where name > $1 order by name limit $2
