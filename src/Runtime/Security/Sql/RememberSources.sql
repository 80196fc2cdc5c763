-- Remembers where an account has just signed in, and forgets the oldest above a bound.
-- $1 bytea the account's key, $2 bytea[] keys of sources, $3 int others that are kept.
-- Index: trusted_source_pkey.
with seen as (
    insert into jsjb.trusted_source (account_key, source_key, last_at) select $1, source_key, now() from unnest($2) as source_key
    on conflict (account_key, source_key) do update set last_at = excluded.last_at
)
delete from jsjb.trusted_source where account_key = $1 and source_key <> all($2) and source_key in (
    select source_key from jsjb.trusted_source where account_key = $1 order by last_at desc offset $3)
