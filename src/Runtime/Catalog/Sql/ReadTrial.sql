-- The trial of an account.
-- $1 text account.
-- Index: sandbox_trial_pkey.
select trial_id, revision, setup, acts from jsjb.sandbox_trial where account_id = $1
