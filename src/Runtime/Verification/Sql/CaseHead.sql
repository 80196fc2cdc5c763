-- The head of a case as its row says.
-- $1 uuid the case.
-- Index: case_state_pkey.
select version, definition_id, definition_hash, status, sub_status, state, state_version, last_hash, updated_at, incidents, child_hashes, seal, coalesce(sealed_version, 0) as sealed_version
from jsjb.case_state where case_id = $1
