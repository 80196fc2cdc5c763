-- What stands still: timers, reports and batches of moves that nobody works on, scheduled jobs; how many and since when. Within three seconds.
-- {schema}: where Quartz keeps its tables. $1 text the name of its timetable.
-- Index: timer_due; flight_report and deadline_report keep six rows each; migration_batch_running; Quartz's own.
select 'timers' as what, count(*) as count, min(due_at) as since
from (
    select due_at from jsjb.timer
    where due_at < clock_timestamp() - interval '30 seconds' and (claimed_until is null or claimed_until < clock_timestamp())
    order by due_at limit 10000
) t
union all
select 'reports', count(*), min(created_at)
from (
    select created_at from jsjb.flight_report where state = 'running' and worker is null and created_at < clock_timestamp() - interval '60 seconds'
    union all
    select created_at from jsjb.deadline_report where state = 'running' and worker is null and created_at < clock_timestamp() - interval '60 seconds'
    union all
    select changed_at from jsjb.migration_batch where state = 'running' and worker is null and changed_at < clock_timestamp() - interval '60 seconds'
) r
union all
select trigger_name, 1, to_timestamp((next_fire_time - 621355968000000000) / 10000000.0)
from {schema}.qrtz_triggers
where sched_name = $1 and trigger_state not in ('PAUSED', 'COMPLETE')
    and next_fire_time < (extract(epoch from clock_timestamp()) * 10000000)::bigint + 621355968000000000 - 600000000
