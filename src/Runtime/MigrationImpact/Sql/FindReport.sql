-- One report.
-- $1 uuid the report.
-- Index: flight_report_pkey.
select {MigrationImpact/ReportColumns} from jsjb.flight_report where report_id = $1
