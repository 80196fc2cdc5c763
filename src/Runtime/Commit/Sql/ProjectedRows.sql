-- Part of Commit, once for each kind of case that has lists (CaseProjection): its rows, written for winners only.
-- Index: the primary key of its table.
projected_{table} as (
    insert into jsjb.{table} as s (case_id, version, {names})
    select k.case_id, k.version, {values}
    from {projected_{table}} as k, winner w
    where w.won[k.n]
    on conflict (case_id) do update set {updates}
),
