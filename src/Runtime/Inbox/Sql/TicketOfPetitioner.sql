-- The ticket of a number if it is that petitioner's own.
-- $1 text[] the forms of the number, $2 text[] the pseudonyms that the petitioner may stand under.
-- Index: ticket_number.
select {ticket}
from jsjb.ticket t
where t.number = any($1) and t.subject_id = any($2)
