-- Which trial of the sandbox an account has; keeps it alive, and forgets those that nobody touched.
-- $1 text account, $2 timestamptz untouched since, $3 timestamptz now.
-- Index: sandbox_trial_touched, sandbox_trial_pkey.
with forgotten as (
    delete from jsjb.sandbox_trial where touched_at < $2
)
update jsjb.sandbox_trial set touched_at = $3 where account_id = $1 and touched_at >= $2 returning trial_id, revision
