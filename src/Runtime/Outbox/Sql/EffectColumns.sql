-- Part of a select list: an effect o.
-- Index: none of its own.
o.effect_id, o.case_id, o.channel, o.payload::text as payload, o.awaits_result, o.attempts, coalesce(o.queue, o.channel) as queue
