-- Begins a file under a key of its own.
-- $1 uuid the file, $2 uuid the key, $3 text whose key, $4 bytea it, wrapped, $5 timestamptz now, $6 text account, $7 text type, $8 bytea its sealed name.
-- Index: vault_key_pkey, attachment_pkey.
with key as (
    insert into jsjb.vault_key (key_id, subject_id, wrapped_key, created_at) values ($2, $3, $4, $5)
)
insert into jsjb.attachment (attachment_id, key_id, uploaded_by, content_type, name, created_at) values ($1, $2, $6, $7, $8, $5)
