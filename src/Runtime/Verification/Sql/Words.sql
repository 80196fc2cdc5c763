-- Which of these sealed words there are.
-- $1 uuid[] the words.
-- Index: vault_pkey.
select vault_id from jsjb.vault where vault_id = any($1)
