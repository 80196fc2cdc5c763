-- The definition versions that a node does not know yet.
-- $1 text[] hashes that it knows.
-- Index: none, a few hundred rows at most.
select hash, json, effective_from from jsjb.definition where hash <> all($1)
