-- Sealed words to be opened, and who reads them, when and what for, written down with the reading.
-- $1 uuid[] words, $2 timestamptz now, $3 text who reads, $4 text what for.
-- Index: vault_pkey, vault_key_pkey.
with wanted as (
    select {Vault/WordColumns}
    from jsjb.vault w join jsjb.vault_key k using (key_id)
    where w.vault_id = any($1)
), logged as (
    insert into jsjb.vault_access (at, actor, vault_id, purpose) select $2, $3, vault_id, $4 from wanted
)
select vault_id, key_id, subject_id, purpose, nonce, ciphertext, wrapped_key from wanted where wrapped_key is not null
