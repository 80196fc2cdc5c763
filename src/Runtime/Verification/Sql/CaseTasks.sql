-- The tasks of a case.
-- $1 uuid the case.
-- Index: task_case.
select task_id, kind, title, role, unit_code, assignee, opened_at, due_at, payload::text as payload_json, status, outcome, closed_at, closed_by
from jsjb.task where case_id = $1 order by task_id
