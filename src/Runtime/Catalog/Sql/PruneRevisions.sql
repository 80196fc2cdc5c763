-- Drops the oldest texts of a draft.
-- $1 uuid the draft, $2 int texts that are kept.
-- Index: draft_revision_accepted.
select jsjb.prune_draft_revisions($1, $2)
