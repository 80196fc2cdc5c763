-- Adds what was done in a trial, unless another request was quicker, the trial has ended, or it has grown too large.
-- $1 text account, $2 uuid trial, $3 int revision, $4 text the act, $5 int bytes at most.
-- Index: sandbox_trial_pkey.
update jsjb.sandbox_trial set acts = acts || $4, revision = revision + 1
where account_id = $1 and trial_id = $2 and revision = $3 and pg_column_size(acts) + octet_length($4) < $5
