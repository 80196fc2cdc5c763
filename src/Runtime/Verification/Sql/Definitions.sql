-- Published definitions by hash, as their rows say.
-- $1 text[] hashes.
-- Index: definition_pkey.
select hash, json as text from jsjb.definition where hash = any($1)
