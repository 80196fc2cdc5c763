-- The case of a ticket's number.
-- $1 text[] the number, in one form or several.
-- Index: ticket_number.
select case_id from jsjb.ticket where number = any($1) limit 1
