-- The states of cases.
-- $1 uuid[] the cases.
-- Index: case_state_pkey, journal_pkey.
select c.case_id, {Cases/StoredState}
from jsjb.case_state c
where c.case_id = any($1)
