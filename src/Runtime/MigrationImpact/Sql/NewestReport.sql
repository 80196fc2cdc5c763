-- The newest report about a version or a draft's text.
-- $1 text definition, $2 text the target's hash.
-- Index: flight_report_definition.
select {MigrationImpact/ReportColumns} from jsjb.flight_report where definition_id = $1 and target_hash = $2 order by created_at desc, report_id desc limit 1
