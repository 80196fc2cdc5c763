-- Work that runs and that nobody does. Whoever asks has a quarter of a minute to have it begun before it is given to the next who asks.
-- {table} and {key}: the work's table and its key.
-- Index: none of flight_report and deadline_report, which keep six rows each; migration_batch_running.
update jsjb.{table} set worker = null, lease_until = now() + interval '15 seconds'
where {key} in (
    select {key} from jsjb.{table}
    where state = 'running' and (lease_until is null or lease_until < now())
    order by {key} limit 20
    for update skip locked)
returning {key}
