-- Sealed words to be opened for an answer that is held back until the reading is written down, see WriteReadings; of erased ones no key.
-- $1 uuid[] words.
-- Index: vault_pkey, vault_key_pkey.
select {Vault/WordColumns}
from jsjb.vault w join jsjb.vault_key k using (key_id)
where w.vault_id = any($1)
