-- Who read which words, when and what for.
-- $1 timestamptz[] when, $2 text[] who, $3 uuid[] words, $4 text[] what for.
-- Index: none is read.
insert into jsjb.vault_access (at, actor, vault_id, purpose)
select r.at, r.actor, r.vault_id, r.purpose from unnest($1, $2, $3, $4) as r (at, actor, vault_id, purpose)
