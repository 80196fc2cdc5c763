-- The heads of many cases, for work that comes in batches.
-- $1 uuid[] the cases.
-- Index: case_state_pkey, journal_pkey.
select c.case_id, c.version, c.last_hash, {Cases/StoredState}
from jsjb.case_state c
where c.case_id = any($1)
