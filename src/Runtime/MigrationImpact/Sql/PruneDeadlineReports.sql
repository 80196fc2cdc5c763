-- Forgets the oldest reports about deadlines.
-- $1 int reports that are kept.
-- Index: deadline_report_created.
select jsjb.prune_deadline_reports($1)
