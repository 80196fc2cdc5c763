-- Asks for an attempt, and counts it as failed at once. Answers with the failures counted and the seconds to wait, null where it may be made; with no row
-- where another attempt of the same key was written meanwhile.
-- $1 bytea the key, $2 int failures that are free, $3 float8 seconds of the first wait, $4 float8 of the longest, $5 float8 until all is forgotten.
-- Index: attempt_limit_pkey.
with counted as (
    insert into jsjb.attempt_limit as l (key, failures, until, forget_at)
    values ($1, 1, case when $2 < 1 then now() + make_interval(secs => $3) else 'epoch' end, now() + make_interval(secs => $5))
    on conflict (key) do update set
        failures = case when l.forget_at <= now() then 1 else l.failures + 1 end,
        until = case
            when l.forget_at <= now() or l.failures < $2 then 'epoch'
            else now() + make_interval(secs => least($4, $3 * power(2, least(l.failures - $2, 30)))) end,
        forget_at = now() + make_interval(secs => $5)
    where l.until <= now()
    returning l.failures
)
select failures, null::double precision as wait_seconds from counted
union all
select failures, extract(epoch from until - now())::double precision from jsjb.attempt_limit where key = $1 and not exists (select from counted)
