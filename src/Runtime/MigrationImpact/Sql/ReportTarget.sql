-- What a report is about: a version by hash, or a draft's definition.
-- $1 uuid the report.
-- Index: flight_report_pkey.
select target_hash, target_json, is_listed from jsjb.flight_report where report_id = $1
