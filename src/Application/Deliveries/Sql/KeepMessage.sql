-- Keeps a message where people see it; once for each effect.
-- $1 text the effect, $2 uuid the case, $3 text channel, $4 text ticket number, $5 text unit, $6 text text, $7 jsonb payload, $8 timestamptz now.
-- Index: the primary key.
insert into desk.message (effect_id, case_id, channel, ticket_number, unit_code, text, payload, received_at)
values ($1, $2, $3, $4, $5, $6, $7, $8)
on conflict (effect_id) do nothing
