-- A page of dead letters, the oldest first.
-- $1 text, $2 text, $3 text, $4 timestamptz, $5 timestamptz as DeadConditions says; $6 timestamptz and $7 text the last of the page before; $8 int rows.
-- Index: outbox_dead.
select {Outbox/EffectColumns}, o.last_error, o.created_at
from jsjb.outbox o
where {Outbox/DeadConditions}
    and ($6::timestamptz is null or (o.created_at, o.effect_id) > ($6, $7))
order by o.created_at, o.effect_id limit $8
