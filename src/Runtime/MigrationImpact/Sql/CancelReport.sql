-- Stops a report that is being worked out.
-- $1 uuid the report, $2 timestamptz now.
-- Index: flight_report_pkey.
update jsjb.flight_report set state = 'cancelled', finished_at = $2, worker = null where report_id = $1 and state = 'running'
