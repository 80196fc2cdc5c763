-- Sealed words for the program's own use: nobody is shown them, so that no reading is written down.
-- $1 uuid[] words.
-- Index: vault_pkey, vault_key_pkey.
select {Vault/WordColumns}
from jsjb.vault w join jsjb.vault_key k using (key_id)
where w.vault_id = any($1) and k.wrapped_key is not null
