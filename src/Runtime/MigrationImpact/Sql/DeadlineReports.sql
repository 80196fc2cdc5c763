-- The reports about deadlines, the newest first.
-- Index: deadline_report_created.
select {MigrationImpact/DeadlineReportColumns} from jsjb.deadline_report order by created_at desc, report_id desc limit 20
