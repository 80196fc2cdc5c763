-- Trials of the sandbox: how a made-up ticket began and what was done with it, so that any node can walk the same way again.
-- Everything in it is made up; words that a person typed are not kept.
create table jsjb.sandbox_trial (
    account_id text primary key,
    trial_id   uuid not null,
    revision   int not null check (revision >= 0),
    setup      text not null,
    acts       text[] not null default '{}',
    touched_at timestamptz not null
);
create index sandbox_trial_touched on jsjb.sandbox_trial (touched_at);
