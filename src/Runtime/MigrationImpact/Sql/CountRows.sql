-- How many cases of each kind a report has.
-- $1 uuid the report.
-- Index: flight_count_pkey.
select from_hash, status, unit, verdict, cases from jsjb.flight_count where report_id = $1 order by status, unit
