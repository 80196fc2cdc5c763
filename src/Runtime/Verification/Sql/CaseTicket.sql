-- The ticket of a case.
-- $1 uuid the case.
-- Index: ticket_pkey.
select {ticket} from jsjb.ticket t where t.case_id = $1
