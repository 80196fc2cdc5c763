-- One task.
-- $1 text its id.
-- Index: task_pkey, ticket_pkey.
select {Inbox/TaskColumns}
from jsjb.task k left join jsjb.ticket t using (case_id)
where k.task_id = $1
