-- Notes that the connection of a queue did not do: it fails where that is certain or has happened often enough, and is then probed at growing intervals.
-- $1 timestamptz now where time is virtual, else null: the database's clock counts; $2 text queue, $3 text error, $4 bool is it certain,
-- $5 bool was it a probe, $6 int failures in a row after which the connection is at fault.
-- Index: delivery_queue_pkey.
with now as (select coalesce($1, clock_timestamp()) as at)
insert into jsjb.delivery_queue as q (queue, failures, failing_since, next_probe_at, last_error, failed_at)
select $2, 1, case when $4 then at end, case when $4 then at + interval '5 seconds' end, $3, at from now
on conflict (queue) do update set
    failures = least(q.failures + 1, 1000000),
    failing_since = case when q.failing_since is not null then q.failing_since when $4 or q.failures + 1 >= $6 then excluded.failed_at end,
    probes = case when q.failing_since is null then 0 when $5 then least(q.probes + 1, 1000000) else q.probes end,
    next_probe_at = case
        when q.failing_since is null and ($4 or q.failures + 1 >= $6) then excluded.failed_at + interval '5 seconds'
        when q.failing_since is not null and $5 then excluded.failed_at + least(interval '15 seconds', interval '5 seconds' * (q.probes + 2))
        else q.next_probe_at end,
    last_error = excluded.last_error,
    failed_at = excluded.failed_at
returning q.failing_since, q.failing_since = q.failed_at as is_new
