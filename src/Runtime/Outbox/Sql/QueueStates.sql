-- All queues in which something waits, lies dead or is held, by name. The distinct names are found by as many look-ups in the index as there are names, a
-- thousand at most.
-- $1 timestamptz now where time is virtual, else null: the database's clock counts; $2 int where counting stops.
-- Index: outbox_queue, outbox_dead_queue, delivery_queue_pkey.
with recursive waiting as (
    (select coalesce(queue, channel) as name, 1 as place from jsjb.outbox where status = 'pending' order by coalesce(queue, channel) limit 1)
    union all
    select next.name, n.place + 1
    from waiting n, lateral (
        select coalesce(queue, channel) as name from jsjb.outbox where status = 'pending' and coalesce(queue, channel) > n.name order by coalesce(queue, channel) limit 1
    ) next
    where n.place < 1000
), dead as (
    (select coalesce(queue, channel) as name, 1 as place from jsjb.outbox where status = 'dead' order by coalesce(queue, channel) limit 1)
    union all
    select next.name, n.place + 1
    from dead n, lateral (
        select coalesce(queue, channel) as name from jsjb.outbox where status = 'dead' and coalesce(queue, channel) > n.name order by coalesce(queue, channel) limit 1
    ) next
    where n.place < 1000
), known as (
    select name from waiting union select name from dead union select queue from jsjb.delivery_queue where failing_since is not null
)
select k.name,
    (select channel from jsjb.outbox where status in ('pending', 'dead') and coalesce(queue, channel) = k.name limit 1) as channel,
    (select count(*) from (select from jsjb.outbox where status = 'pending' and coalesce(queue, channel) = k.name limit $2) w)::int as waiting,
    (select next_attempt_at from jsjb.outbox
     where status = 'pending' and coalesce(queue, channel) = k.name and next_attempt_at <= coalesce($1, clock_timestamp())
     order by next_attempt_at limit 1) as waiting_since,
    (select count(*) from (select from jsjb.outbox where status = 'dead' and coalesce(queue, channel) = k.name limit $2) d)::int as dead,
    q.failing_since, q.next_probe_at, q.last_error
from known k left join jsjb.delivery_queue q on q.queue = k.name
order by k.name
