-- Files that a case is to take, locked, in the order of their ids.
-- $1 uuid[] files.
-- Index: attachment_pkey, vault_key_pkey, case_state_pkey.
select a.attachment_id, encode(a.sha256, 'hex') as sha256, a.uploaded_by, a.case_id, a.command_id, a.claimed_at,
    exists (select from jsjb.case_state s where s.case_id = a.case_id) as is_case_there, a.key_id, k.subject_id, k.wrapped_key
from jsjb.attachment a join jsjb.vault_key k using (key_id)
where a.attachment_id = any($1) and a.sha256 is not null
order by a.attachment_id for update of a
