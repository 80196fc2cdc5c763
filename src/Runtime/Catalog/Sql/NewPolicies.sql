-- The policies that a node does not know yet.
-- $1 text[] hashes that it knows.
-- Index: none, a few hundred rows at most.
select hash, files::text as files from jsjb.policy where hash <> all($1)
