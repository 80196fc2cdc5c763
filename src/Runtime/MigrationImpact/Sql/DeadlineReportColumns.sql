-- Part of a select list: a report about deadlines.
-- Index: none of its own.
report_id, policy_hash, state, total, seen, failure, created_by, created_at, finished_at
