-- What stands in the way, the most frequent first.
-- $1 uuid the report.
-- Index: flight_obstacle_pkey.
select o.code, nullif(o.activity_id, '') as activity_id, o.name as activity_name, o.chinese, o.english, o.cases
from jsjb.flight_obstacle o
where o.report_id = $1
order by o.cases desc, o.code, o.activity_id limit 20
