-- The next keys of persons, erased ones too.
-- $1 uuid the last key seen, $2 int rows.
-- Index: vault_key_pkey.
select key_id, subject_id, wrapped_key from jsjb.vault_key where key_id > $1 order by key_id limit $2
