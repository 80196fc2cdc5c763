-- The key of a file, and who reads it, written down with the reading.
-- $1 uuid the file, $2 timestamptz now, $3 text who reads.
-- Index: attachment_pkey, vault_key_pkey.
with file as (
    select a.attachment_id, a.key_id, k.subject_id, k.wrapped_key from jsjb.attachment a join jsjb.vault_key k using (key_id) where a.attachment_id = $1
), logged as (
    insert into jsjb.vault_access (at, actor, vault_id, purpose) select $2, $3, attachment_id, 'attachment' from file
)
select key_id, subject_id, wrapped_key from file
