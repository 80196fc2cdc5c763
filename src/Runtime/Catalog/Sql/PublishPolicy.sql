-- Publishes a policy snapshot. The very same content again changes nothing.
-- $1 text hash, $2 jsonb files, $3 timestamptz from when, $4 text account, $5 timestamptz now.
-- Index: policy_pkey.
insert into jsjb.policy (hash, files, effective_from, published_by, published_at)
values ($1, $2, $3, $4, $5)
on conflict (hash) do nothing
