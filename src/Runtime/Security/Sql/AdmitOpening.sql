-- Admits one more opening within a window that moves along, or says how long to wait. The row's lock puts those who ask at once in a line; the
-- database's clock counts.
-- $1 bytea the key, $2 int how many within the window, $3 float8 its length in seconds.
-- Index: opening_window_pkey.
insert into jsjb.opening_window as w (key, opened, admitted, forget_at)
values ($1, array[clock_timestamp()], true, clock_timestamp() + make_interval(secs => $3))
on conflict (key) do update set
    admitted = (select count(*) < $2 from unnest(w.opened) as o(at) where at > clock_timestamp() - make_interval(secs => $3)),
    opened = (select case when count(*) < $2 then coalesce(array_agg(at order by at), '{}') || clock_timestamp() else array_agg(at order by at) end
              from unnest(w.opened) as o(at) where at > clock_timestamp() - make_interval(secs => $3)),
    forget_at = clock_timestamp() + make_interval(secs => $3)
returning w.admitted as is_admitted,
    greatest(extract(epoch from w.opened[cardinality(w.opened) - $2 + 1] + make_interval(secs => $3) - clock_timestamp()), 1)::double precision as wait_seconds
