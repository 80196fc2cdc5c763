-- A page of open tasks of some roles, for a unit and for everybody; emergencies first, then the earliest due, without limit last.
-- {branches}: a TaskBranch for each role and unit, cut to the page and then merged, so that it is bounded however long the queues are.
-- @limit int rows.
-- Index: task_first and task_inbox in each branch, ticket_pkey.
select {Inbox/TaskColumns}
from ({branches}) k
left join jsjb.ticket t using (case_id)
order by k.rank, k.due_at, k.task_id limit @limit
