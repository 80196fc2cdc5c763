-- Takes or renews the claim on long work that stands in a row. The database's own clock counts, so hosts need not agree on the time.
-- {table} and {key}: the work's table and its key. $1 uuid the work, $2 uuid the host that works.
-- Index: the table's primary key.
update jsjb.{table} set worker = $2, lease_until = now() + interval '30 seconds'
where {key} = $1 and state = 'running' and (worker is null or worker = $2 or lease_until < now())
