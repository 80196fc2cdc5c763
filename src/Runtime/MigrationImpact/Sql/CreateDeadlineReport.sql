-- Asks for a report about what a policy changes of deadlines. One that is being worked out already is left alone.
-- $1 uuid the report, $2 text the policy's hash, $3 text account, $4 timestamptz now.
-- Index: case_state_running counts the open cases; deadline_report_running.
insert into jsjb.deadline_report (report_id, policy_hash, state, total, created_by, created_at)
select $1, $2, 'running', count(*), $3, $4 from jsjb.case_state where status = 'Running' or sub_status = 'Faulted'
on conflict (policy_hash) where state = 'running' do nothing
