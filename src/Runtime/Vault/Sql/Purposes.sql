-- What words were sealed as. Opens nothing.
-- $1 uuid[] words.
-- Index: vault_pkey.
select vault_id, purpose from jsjb.vault where vault_id = any($1)
