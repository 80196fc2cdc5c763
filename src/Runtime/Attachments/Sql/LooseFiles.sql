-- Those of these files that no ticket has taken.
-- $1 uuid[] files.
-- Index: attachment_pkey, vault_key_pkey.
select {Attachments/FileColumns}
from jsjb.attachment a join jsjb.vault_key k using (key_id)
where a.case_id is null and a.attachment_id = any($1) and a.sha256 is not null
order by a.created_at, a.attachment_id limit 500
