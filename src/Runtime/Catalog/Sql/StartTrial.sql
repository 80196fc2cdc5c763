-- Begins a trial, in the place of the one that the account has; not where all places are taken.
-- $1 text account, $2 uuid trial, $3 text setup, $4 timestamptz now, $5 timestamptz untouched since, $6 int places.
-- Index: sandbox_trial_touched, sandbox_trial_pkey.
insert into jsjb.sandbox_trial (account_id, trial_id, revision, setup, touched_at)
select $1, $2, 0, $3, $4 where (select count(*) from jsjb.sandbox_trial where touched_at >= $5 and account_id <> $1) < $6
on conflict (account_id) do update set trial_id = excluded.trial_id, revision = 0, setup = excluded.setup, acts = '{}', touched_at = excluded.touched_at
