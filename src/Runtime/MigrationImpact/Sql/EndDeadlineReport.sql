-- Ends a report about deadlines that runs.
-- $1 uuid the report, $2 text how it ended, $3 text what failed, $4 timestamptz now.
-- Index: deadline_report_pkey.
update jsjb.deadline_report set state = $2, failure = $3, finished_at = $4 where report_id = $1 and state = 'running'
