-- Keeps the claim on an effect, and that of a probe on its queue, while the delivery is under way.
-- $1 timestamptz now where time is virtual, else null: the database's clock counts; $2 interval how long the claim lasts, $3 text the effect,
-- $4 int the attempts of the claim, $5 text queue, $6 bool is it a probe.
-- Index: outbox_pkey, delivery_queue_pkey.
with renewed as (
    update jsjb.outbox set next_attempt_at = coalesce($1, clock_timestamp()) + $2 where effect_id = $3 and status = 'pending' and attempts = $4 returning effect_id
)
update jsjb.delivery_queue set next_probe_at = coalesce($1, clock_timestamp()) + $2 from renewed where queue = $5 and $6 and failing_since is not null
