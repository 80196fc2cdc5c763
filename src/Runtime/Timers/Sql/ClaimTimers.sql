-- Claims timers that are due, the earliest first, and skips what another sweeper is claiming. A node whose clock runs ahead must not fire
-- early: the database's clock has its say, unless time itself is virtual.
-- $1 timestamptz now as the node knows it, $2 interval how long the claim lasts, $3 int rows, $4 bool true where time is virtual.
-- Index: timer_due, timer_pkey.
update jsjb.timer t set claimed_until = at + $2
from (
    select case_id, bookmark_id, at from jsjb.timer, (select case when $4 then $1 else clock_timestamp() end as at) now
    where due_at <= $1 and due_at <= at and (claimed_until is null or claimed_until < at)
    order by due_at
    limit $3
    for update of timer skip locked
) due
where t.case_id = due.case_id and t.bookmark_id = due.bookmark_id
returning t.case_id, t.bookmark_id, t.due_at
