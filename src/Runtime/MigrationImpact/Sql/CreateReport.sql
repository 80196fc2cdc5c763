-- Asks for a report about a version or a draft. One that is being worked out already is left alone.
-- $1 uuid the report, $2 text definition, $3 text the target's hash, $4 uuid draft, $5 bigint its revision, $6 text the draft's definition, $7 text account,
-- $8 timestamptz now.
-- Index: flight_report_running.
insert into jsjb.flight_report (report_id, definition_id, target_hash, draft_id, draft_revision, target_json, state, created_by, created_at)
values ($1, $2, $3, $4, $5, $6, 'running', $7, $8)
on conflict (definition_id, target_hash) where state = 'running' do nothing
