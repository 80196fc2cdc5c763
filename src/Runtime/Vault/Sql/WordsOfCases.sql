-- Some sealed words of cases, of each case those of the first purposes, for the program's own use.
-- $1 uuid[] cases, $2 text[] purposes, what counts most first, $3 int words of each case.
-- Index: vault_case, vault_key_pkey.
select {Vault/WordColumns}, c.case_id
from unnest($1) as c (case_id), lateral (
    select * from jsjb.vault v where v.case_id = c.case_id and v.purpose = any($2) order by array_position($2, v.purpose), v.created_at, v.vault_id limit $3
) w join jsjb.vault_key k using (key_id)
where k.wrapped_key is not null
