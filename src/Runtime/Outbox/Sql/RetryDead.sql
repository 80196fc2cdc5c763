-- Has a dead letter tried again, from the first attempt on. Answers whether there is such an effect, and whether it is queued now.
-- $1 text the effect, $2 timestamptz now where time is virtual, else null: the database's clock counts.
-- Index: outbox_pkey.
with letter as (
    select effect_id, status from jsjb.outbox where effect_id = $1
), queued as (
    update jsjb.outbox o set status = 'pending', attempts = 0, next_attempt_at = coalesce($2, clock_timestamp())
    from letter where o.effect_id = letter.effect_id and o.status = 'dead' returning o.effect_id
)
select exists (select from letter) as is_known, exists (select from queued) as is_queued
