-- Part of a select list: a batch of cases that move.
-- Index: none of its own.
batch_id, definition_id, to_hash, report_id, state, created_by, created_at, total, moved, refused, changed
