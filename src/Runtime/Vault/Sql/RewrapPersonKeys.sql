-- Puts keys of persons under another master key. What was erased or claimed meanwhile stays as it is; the next pass finds it.
-- One array a column: $1 uuid[] key, $2 bytea[] as it was wrapped, $3 bytea[] as it becomes.
-- Index: vault_key_pkey.
update jsjb.vault_key k set wrapped_key = n.becomes
from unnest($1, $2, $3) as n (id, was, becomes)
where k.key_id = n.id and k.wrapped_key = n.was
