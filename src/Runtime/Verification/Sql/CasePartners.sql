-- The units that take or took part in a case's ticket; is_current null: written before the row said whether they still do.
-- $1 uuid the case.
-- Index: ticket_partner_pkey.
select unit_code, accepted_at, is_current, follows from jsjb.ticket_partner where case_id = $1 order by unit_code
