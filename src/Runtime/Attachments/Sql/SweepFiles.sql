-- Drops files that no ticket took, a few at a time.
-- $1 timestamptz uploaded before.
-- Index: attachment_stale.
select jsjb.sweep_attachments($1)
