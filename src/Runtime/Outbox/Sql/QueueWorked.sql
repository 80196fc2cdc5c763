-- Notes that the connection of a queue did; answers with since when it failed.
-- $1 text queue.
-- Index: delivery_queue_pkey.
update jsjb.delivery_queue q set failures = 0, probes = 0, failing_since = null, next_probe_at = null, last_error = null
from (select queue, failing_since from jsjb.delivery_queue where queue = $1 and (failures > 0 or failing_since is not null) for update) before
where q.queue = before.queue
returning before.failing_since
