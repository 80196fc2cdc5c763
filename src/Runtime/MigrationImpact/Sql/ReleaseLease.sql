-- Gives a claim back, where it is still held.
-- {table} and {key}: the work's table and its key. $1 uuid the work, $2 uuid the host that worked.
-- Index: the table's primary key.
update jsjb.{table} set worker = null, lease_until = null where {key} = $1 and worker = $2
