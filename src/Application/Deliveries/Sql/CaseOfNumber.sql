-- The case of a ticket's number.
-- $1 text the number.
-- Index: ticket_number.
select case_id from jsjb.ticket where number = $1
