-- Since when each policy is in force, in that order. The first time is said by the policy's own row, further times by publications of governed drafts. Of two
-- in one instant, the one that was written later counts.
-- Index: none, a few hundred rows at most.
select hash, effective_from, published_at, published_by, 0::bigint as written from jsjb.policy
union all
select hash, effective_from, published_at, published_by, publication_id from jsjb.policy_publication
order by effective_from, published_at, written, hash
