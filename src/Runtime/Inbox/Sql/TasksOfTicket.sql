-- The tasks of a ticket: the open ones first, then the latest.
-- $1 uuid the ticket's case.
-- Index: task_case, ticket_pkey.
select {Inbox/TaskColumns}
from jsjb.task k left join jsjb.ticket t using (case_id)
where k.case_id = $1
order by k.status <> 'open', k.opened_at desc, k.task_id limit 200
