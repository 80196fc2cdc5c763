-- Makes the key of a file one of the petitioner's, while no case has the file; false where it changed meanwhile.
-- $1 uuid the key, $2 text whose it becomes, $3 bytea as it is wrapped, $4 bytea as it becomes.
-- Index: vault_key_pkey.
select jsjb.claim_attachment_key($1, $2, $3, $4)
