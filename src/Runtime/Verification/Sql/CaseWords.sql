-- The sealed words of a case.
-- $1 uuid the case.
-- Index: vault_case.
select vault_id from jsjb.vault where case_id = $1
