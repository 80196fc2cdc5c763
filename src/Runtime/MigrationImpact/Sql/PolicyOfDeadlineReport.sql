-- The policy that a report is about.
-- $1 uuid the report.
-- Index: deadline_report_pkey.
select policy_hash from jsjb.deadline_report where report_id = $1
