-- Part of a select list: a task k, with the number of its ticket t.
-- Index: none of its own.
k.task_id, k.case_id, t.number, k.kind, k.title, k.role, k.unit_code, k.assignee, k.opened_at, k.due_at, k.payload::text as payload,
    k.status, k.outcome, k.closed_at, k.closed_by
