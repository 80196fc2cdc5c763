-- Has the oldest dead letters that match tried again. Answers with how many, and whether more are left.
-- $1 text, $2 text, $3 text, $4 timestamptz, $5 timestamptz as DeadConditions says; $6 int rows, $7 timestamptz now where time is virtual, else null.
-- Index: outbox_dead, outbox_pkey.
with chosen as (
    select o.effect_id from jsjb.outbox o where {Outbox/DeadConditions} order by o.created_at, o.effect_id limit $6 + 1
), queued as (
    update jsjb.outbox o set status = 'pending', attempts = 0, next_attempt_at = coalesce($7, clock_timestamp())
    where o.status = 'dead' and o.effect_id in (select c.effect_id from chosen c join jsjb.outbox d using (effect_id) order by d.created_at, d.effect_id limit $6)
    returning 1
)
select (select count(*) from queued) as queued, (select count(*) > $6 from chosen) as is_more
