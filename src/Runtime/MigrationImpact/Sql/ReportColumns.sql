-- Part of a select list: a report.
-- Index: none of its own.
report_id, definition_id, target_hash, draft_id, draft_revision, state, is_listed, total, seen, failure, created_by, created_at, finished_at
