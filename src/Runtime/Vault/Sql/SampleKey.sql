-- One wrapped key of a person: the right master key opens it.
-- Index: vault_key_pkey.
select key_id, subject_id, wrapped_key from jsjb.vault_key where wrapped_key is not null order by key_id limit 1
