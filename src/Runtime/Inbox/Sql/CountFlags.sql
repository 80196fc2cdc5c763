-- How many flags there are about a ticket.
-- $1 uuid the ticket's case.
-- Index: ticket_flags.
select count(*) from jsjb.ticket where flag_of = $1
