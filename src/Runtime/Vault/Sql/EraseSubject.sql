-- Destroys every key of a person or of a ticket; answers with how many.
-- $1 text the pseudonym, $2 text account of who decided it, $3 text why.
-- Index: vault_key_subject.
select jsjb.erase_subject($1, $2, $3)
