-- Part of a select list: sealed words w with the key k that they lie under.
-- Index: none of its own.
w.vault_id, w.key_id, w.subject_id, w.purpose, w.nonce, w.ciphertext, k.wrapped_key
