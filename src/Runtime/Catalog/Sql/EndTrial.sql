-- Ends the trial of an account.
-- $1 text account.
-- Index: sandbox_trial_pkey.
delete from jsjb.sandbox_trial where account_id = $1
