-- The files of a policy, as published: one JSON object of texts.
-- $1 text hash.
-- Index: policy_pkey.
select files::text from jsjb.policy where hash = $1
