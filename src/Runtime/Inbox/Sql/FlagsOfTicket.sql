-- The flags about a ticket, the oldest first.
-- $1 uuid the ticket's case.
-- Index: ticket_flags, case_state_pkey, journal_pkey.
select {ticket}, {Cases/StoredState}, c.status as case_status, c.sub_status as case_sub_status, c.definition_id, c.definition_hash, c.version as case_version, c.updated_at
from jsjb.ticket t join jsjb.case_state c using (case_id)
where t.flag_of = $1
order by t.accepted_at, t.case_id limit 100
