-- Published policies by hash, as their rows say.
-- $1 text[] hashes.
-- Index: policy_pkey.
select hash, files::text as text from jsjb.policy where hash = any($1)
