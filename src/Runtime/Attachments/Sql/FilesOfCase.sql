-- The files of a case, the oldest first.
-- $1 uuid the case.
-- Index: attachment_case, vault_key_pkey.
select {Attachments/FileColumns}
from jsjb.attachment a join jsjb.vault_key k using (key_id)
where a.case_id = $1 and a.sha256 is not null
order by a.created_at, a.attachment_id limit 500
