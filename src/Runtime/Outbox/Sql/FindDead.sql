-- One dead letter.
-- $1 text the effect.
-- Index: outbox_pkey.
select {Outbox/EffectColumns}, o.last_error, o.created_at from jsjb.outbox o where o.status = 'dead' and o.effect_id = $1
