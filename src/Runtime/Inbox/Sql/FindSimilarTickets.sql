-- The tickets worth comparing with one: the latest of the same petitioner, and the latest of the same class in the same street or, where no street is
-- known, district. Each branch is one short range of an index, whatever the number of tickets.
-- $1 uuid the ticket itself, which is none; $2 text[] pseudonyms of the petitioner, $3 text class, $4 text district, $5 text street,
-- $6 timestamptz accepted at or after, $7 int rows.
-- Index: ticket_subject_latest, ticket_place_latest, ticket_class, ticket_pkey, vault_case.
with near as (
    (select case_id from jsjb.ticket where subject_id = any($2) and accepted_at >= $6 and case_id <> $1 and flag_of is null order by accepted_at desc limit $7)
    union
    (select case_id from jsjb.ticket where street_code = $5 and class_code = $3 and accepted_at >= $6 and case_id <> $1 and flag_of is null order by accepted_at desc limit $7)
    union
    (select case_id from jsjb.ticket
     where $5::text is null and class_code = $3 and district_code = $4 and accepted_at >= $6 and case_id <> $1 and flag_of is null
     order by accepted_at desc, case_id desc limit $7)
), latest as (
    select t.* from jsjb.ticket t join near using (case_id) order by t.accepted_at desc, t.case_id desc limit $7
)
select {ticket}, coalesce(t.subject_id = any($2), false) as is_same_person,
    (select v.vault_id from jsjb.vault v where v.case_id = t.case_id and v.purpose = 'body' order by v.created_at limit 1) as body_vault
from latest t
order by t.accepted_at desc, t.case_id desc
