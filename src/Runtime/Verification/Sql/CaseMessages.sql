-- What a case sent out.
-- $1 uuid the case.
-- Index: outbox_case.
select effect_id, channel, payload::text as payload_json, awaits_result, created_at from jsjb.outbox where case_id = $1 order by effect_id
