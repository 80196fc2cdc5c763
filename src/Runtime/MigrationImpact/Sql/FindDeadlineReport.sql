-- One report about deadlines.
-- $1 uuid the report.
-- Index: deadline_report_pkey.
select {MigrationImpact/DeadlineReportColumns} from jsjb.deadline_report where report_id = $1
