-- The queues with an effect that is due.
-- $1 timestamptz now where time is virtual, else null: the database's clock counts.
-- Index: outbox_queue.
with recursive waiting as (
    (select coalesce(queue, channel) as name, 1 as place from jsjb.outbox where status = 'pending' order by coalesce(queue, channel) limit 1)
    union all
    select next.name, n.place + 1
    from waiting n, lateral (
        select coalesce(queue, channel) as name from jsjb.outbox where status = 'pending' and coalesce(queue, channel) > n.name order by coalesce(queue, channel) limit 1
    ) next
    where n.place < 1000
)
select n.name, d.channel
from waiting n, lateral (
    select channel from jsjb.outbox
    where status = 'pending' and coalesce(queue, channel) = n.name and next_attempt_at <= coalesce($1, clock_timestamp())
    order by next_attempt_at limit 1
) d
