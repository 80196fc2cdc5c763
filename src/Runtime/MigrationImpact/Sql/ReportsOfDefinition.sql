-- The reports of a definition, the newest first.
-- $1 text definition.
-- Index: flight_report_definition.
select {MigrationImpact/ReportColumns} from jsjb.flight_report where definition_id = $1 order by created_at desc, report_id desc limit 20
