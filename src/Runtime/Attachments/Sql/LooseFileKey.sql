-- The key of a file that no ticket has taken, for whoever checks it: that is no reading by a person, and not written down as one.
-- $1 uuid the file.
-- Index: attachment_pkey, vault_key_pkey.
select a.key_id, k.subject_id, k.wrapped_key
from jsjb.attachment a join jsjb.vault_key k using (key_id)
where a.attachment_id = $1 and a.case_id is null and k.wrapped_key is not null
