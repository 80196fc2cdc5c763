-- The newest report about a policy.
-- $1 text the policy's hash.
-- Index: deadline_report_created; six reports are kept.
select {MigrationImpact/DeadlineReportColumns} from jsjb.deadline_report where policy_hash = $1 order by created_at desc, report_id desc limit 1
