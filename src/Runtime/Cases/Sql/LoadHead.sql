-- The head of a case and the first answer to a command, in one snapshot. A head that is known already does not travel.
-- $1 uuid the case, $2 uuid the command, $3 bigint the version that is known, -1 for none.
-- Index: case_state_pkey, command_pkey, journal_pkey.
select v.version as stored_version, c.version, c.last_hash, {Cases/StoredState}, k.case_id as answered_case, k.request_hash, k.answer::text as answer
from (select) nothing
left join jsjb.case_state v on v.case_id = $1
left join jsjb.case_state c on c.case_id = $1 and c.version <> $3
left join jsjb.command k on k.command_id = $2
