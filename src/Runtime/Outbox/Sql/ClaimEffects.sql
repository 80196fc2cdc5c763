-- Claims effects of a queue that are due; of a failing connection one now and then, as a probe.
-- $1 timestamptz now where time is virtual, else null: the database's clock counts; $2 text queue, $3 interval how long the claim lasts, $4 int rows,
-- $5 text[] effects that this node has in hand.
-- Index: outbox_queue, outbox_pkey, delivery_queue_pkey.
with now as (
    select coalesce($1, clock_timestamp()) as at
), failing as (
    select from jsjb.delivery_queue where queue = $2 and failing_since is not null
), probe as (
    update jsjb.delivery_queue q set next_probe_at = at + $3 from now
    where q.queue = $2 and failing_since is not null and next_probe_at <= at
        and exists (select from jsjb.outbox o where o.status = 'pending' and coalesce(o.queue, o.channel) = $2 and o.next_attempt_at <= at)
    returning q.queue
), due as (
    select effect_id as id from jsjb.outbox, now
    where status = 'pending' and coalesce(queue, channel) = $2 and next_attempt_at <= at and effect_id <> all ($5)
    order by next_attempt_at, effect_id
    limit (select case when not exists (select from failing) then $4 when exists (select from probe) then 1 else 0 end)
    for update of outbox skip locked
)
update jsjb.outbox o set attempts = attempts + 1, next_attempt_at = at + $3
from due, now
where o.effect_id = due.id
returning {Outbox/EffectColumns}, exists (select from probe) as is_probe
