-- Reports with deadlines that were decided about and not computed yet.
-- Index: deadline_row_pending.
select distinct report_id from jsjb.deadline_row where state = 'pending' and decided_at < now() - interval '30 seconds' limit 20
