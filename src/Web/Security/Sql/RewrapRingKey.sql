-- Puts a key of the key ring under another master key, unless it was changed meanwhile.
-- $1 text its name, $2 text it, $3 text as it was.
-- Index: the primary key.
update identity.protection_key set xml = $2 where name = $1 and xml = $3
