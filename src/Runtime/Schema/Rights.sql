-- What the serving role may do, object by object: the one place where it is stated. Whoever adds a table, sequence or function that the
-- service uses adds its line here; what has no line, the service cannot touch, and a test fails. The owner applies all of it after every
-- migration: a right that is taken off this list is gone after the next start.
--
--   history   select, insert                     never update or delete
--   state     select, insert, update (columns)   the columns that a step changes; deleting is a function with conditions
--   queues    delete too                         what is done is gone: timers, jobs
create or replace function jsjb.service_rights() returns table (object text, rights text)
language sql stable set search_path = pg_catalog, pg_temp as $$
values
    -- History.
    ('table jsjb.journal', 'select, insert'),
    ('table jsjb.command', 'select, insert'),
    ('table jsjb.vault_access', 'select, insert'),
    ('table jsjb.governance_log', 'select, insert'),
    ('table jsjb.definition', 'select, insert'),
    ('table jsjb.policy', 'select, insert'),
    ('table jsjb.policy_publication', 'select, insert'),
    ('table jsjb.definition_retirement', 'select, insert'),
    ('table jsjb.draft_author', 'select, insert'),
    ('table jsjb.change_set_author', 'select, insert'),
    ('table jsjb.connection_log', 'select, insert'),
    ('table jsjb.security_event', 'select, insert'),
    ('table jsjb.history_count', 'select, insert'),
    ('table jsjb.owner_act', 'select'),
    ('table jsjb.retention', 'select'),
    ('table jsjb.schema_history', 'select'),
    -- The vault.
    ('table jsjb.vault', 'select, insert'),
    ('table jsjb.vault_key', 'select, insert'),
    ('table jsjb.master_key', 'select'),
    ('table jsjb.master_secret', 'select'),
    ('table jsjb.master_rotation', 'select'),
    ('table jsjb.attachment', 'select, insert, update (size, sha256, case_id, command_id, claimed_at)'),
    ('table jsjb.attachment_part', 'select, insert'),
    -- State.
    ('table jsjb.case_state', 'select, insert, update (version, definition_id, definition_hash, status, sub_status, state, state_version, last_hash, updated_at, incidents, child_hashes, seal, sealed_version)'),
    ('table jsjb.task', 'select, insert, update (status, assignee, outcome, closed_at, closed_by, due_at, payload)'),
    ('table jsjb.ticket', 'select, insert, update (number, status, request_type, channel, class_code, district_code, street_code, lead_unit, urgency, accepted_at, feedback_due_at, signed_in_at, replied_at, warned_at, overdue_at, archived_at, subject_id, title_vault, overdue, confidential, version)'),
    ('table jsjb.ticket_partner', 'select, insert, update (is_current, follows, left_class)'),
    ('table jsjb.outbox', 'select, insert, update (status, attempts, next_attempt_at, last_error, sent_at)'),
    ('table jsjb.delivery_queue', 'select, insert, update (failures, probes, failing_since, next_probe_at, last_error, failed_at)'),
    ('table jsjb.timer', 'select, insert, update (due_at, claimed_until), delete'),
    ('sequence jsjb.ticket_serial', 'usage'),
    -- Governance.
    ('table jsjb.draft', 'select, insert, update (title, hash, revision, state, based_on, changed_by, changed_at, submitted_by, submitted_at, reviewed_by, reviewed_at, note, published_hash, effective_from, published_by, published_at)'),
    ('table jsjb.draft_revision', 'select, insert'),
    ('table jsjb.retirement_proposal', 'select, insert, update (retired_from, note, state, decided_by, decided_at, decision_note)'),
    ('table jsjb.pack_file', 'select, insert, update (content, hash, recorded_at), delete'),
    ('table jsjb.change_set', 'select, insert, update (state, pack_hash, revision, changed_at, submitted_by, submitted_at, reviewed_by, reviewed_at, note, effective_from, published_by, published_at)'),
    ('table jsjb.change_set_file', 'select, insert, update (standing, base_content, pack_content, city_hash, choice, own_content, resolved_by, resolved_at, is_stale), delete'),
    ('table jsjb.connection', 'select, insert, update (channel, is_enabled, settings, revision, changed_by, changed_at)'),
    ('table jsjb.migration_batch', 'select, insert, update (state, moved, refused, changed, changed_by, changed_at, finished_at, worker, lease_until)'),
    ('table jsjb.migration_item', 'select, insert, update (state, code, chinese, english, at)'),
    -- Reports that are worked out in the background; those about versions hold nothing that anybody decided.
    ('table jsjb.flight_report', 'select, insert, update (state, is_listed, total, seen, failure, finished_at, worker, lease_until), delete'),
    ('table jsjb.flight_row', 'select, insert, update (verdict, version, number, status, unit, places, blocks), delete'),
    ('table jsjb.flight_count', 'select, insert, update (cases)'),
    ('table jsjb.flight_obstacle', 'select, insert, update (cases)'),
    ('table jsjb.deadline_report', 'select, insert, update (state, after_case, total, seen, failure, finished_at, worker, lease_until)'),
    ('table jsjb.deadline_row', 'select, insert, update (state, chinese, english, decided_by, decided_at)'),
    -- Trials of the sandbox: made up, and thrown away.
    ('table jsjb.sandbox_trial', 'select, insert, update (trial_id, revision, setup, acts, touched_at), delete'),
    -- Counts of attempts: they are forgotten.
    ('table jsjb.attempt_limit', 'select, insert, update (failures, until, forget_at), delete'),
    ('table jsjb.identity_check', 'select, insert, update (tries, verified_at), delete'),
    ('table jsjb.opening_window', 'select, insert, update (opened, admitted, forget_at), delete'),
    ('table jsjb.trusted_source', 'select, insert, update (last_at), delete'),
    -- What only the owner may do: each has conditions of its own and leaves a line in jsjb.owner_act.
    ('function jsjb.ensure_journal_partitions(timestamptz, integer)', 'execute'),
    ('function jsjb.drop_journal_partition(text)', 'execute'),
    ('function jsjb.ensure_security_partitions(timestamptz, integer)', 'execute'),
    ('function jsjb.drop_security_partitions(integer)', 'execute'),
    ('function jsjb.erase_subject(text, text, text)', 'execute'),
    ('function jsjb.claim_attachment_key(uuid, text, bytea, bytea)', 'execute'),
    ('function jsjb.register_master_key(text, bytea, text[], bytea[])', 'execute'),
    ('function jsjb.forget_attachment(uuid)', 'execute'),
    ('function jsjb.sweep_attachments(timestamptz)', 'execute'),
    ('function jsjb.prune_draft_revisions(uuid, integer)', 'execute'),
    ('function jsjb.prune_deadline_reports(integer)', 'execute'),
    ('function jsjb.first_case_id(timestamptz)', 'execute'),
    ('function jsjb.service_rights()', 'execute'),
    -- Accounts and the key ring of cookies and tokens.
    ('table identity.account', 'select, insert, update'),
    ('table identity.account_role', 'select, insert, delete'),
    ('table identity.account_claim', 'select'),
    ('table identity.account_login', 'select'),
    ('table identity.account_token', 'select'),
    ('table identity.session', 'select, insert, update (refresh_id, last_seen_at, ended_at, end_reason), delete'),
    ('table identity.role', 'select, insert'),
    ('table identity.role_claim', 'select'),
    ('table identity.protection_key', 'select, insert'),
    -- Messages of the demo city.
    ('table desk.message', 'select, insert'),
    -- The two schedulers work as queues; neither owns truth.
    ('table hangfire.schema', 'select'),
    ('table hangfire.aggregatedcounter', 'select, insert, update, delete'),
    ('table hangfire.counter', 'select, insert, update, delete'),
    ('table hangfire.hash', 'select, insert, update, delete'),
    ('table hangfire.job', 'select, insert, update, delete'),
    ('table hangfire.jobparameter', 'select, insert, update, delete'),
    ('table hangfire.jobqueue', 'select, insert, update, delete'),
    ('table hangfire.list', 'select, insert, update, delete'),
    ('table hangfire.lock', 'select, insert, update, delete'),
    ('table hangfire.server', 'select, insert, update, delete'),
    ('table hangfire.set', 'select, insert, update, delete'),
    ('table hangfire.state', 'select, insert, update, delete'),
    ('sequence hangfire.aggregatedcounter_id_seq', 'usage'),
    ('sequence hangfire.counter_id_seq', 'usage'),
    ('sequence hangfire.hash_id_seq', 'usage'),
    ('sequence hangfire.job_id_seq', 'usage'),
    ('sequence hangfire.jobparameter_id_seq', 'usage'),
    ('sequence hangfire.jobqueue_id_seq', 'usage'),
    ('sequence hangfire.list_id_seq', 'usage'),
    ('sequence hangfire.set_id_seq', 'usage'),
    ('sequence hangfire.state_id_seq', 'usage'),
    ('table quartz.qrtz_blob_triggers', 'select, insert, update, delete'),
    ('table quartz.qrtz_calendars', 'select, insert, update, delete'),
    ('table quartz.qrtz_cron_triggers', 'select, insert, update, delete'),
    ('table quartz.qrtz_execution_history', 'select, insert, update, delete'),
    ('table quartz.qrtz_fired_triggers', 'select, insert, update, delete'),
    ('table quartz.qrtz_job_details', 'select, insert, update, delete'),
    ('table quartz.qrtz_job_status', 'select, insert, update, delete'),
    ('table quartz.qrtz_locks', 'select, insert, update, delete'),
    ('table quartz.qrtz_misfire_history', 'select, insert, update, delete'),
    ('table quartz.qrtz_paused_job_grps', 'select, insert, update, delete'),
    ('table quartz.qrtz_paused_trigger_grps', 'select, insert, update, delete'),
    ('table quartz.qrtz_scheduler_state', 'select, insert, update, delete'),
    ('table quartz.qrtz_simple_triggers', 'select, insert, update, delete'),
    ('table quartz.qrtz_simprop_triggers', 'select, insert, update, delete'),
    ('table quartz.qrtz_triggers', 'select, insert, update, delete')
$$;

-- Gives that role what is stated above and nothing else. Called by the owner; again it changes nothing.
create or replace function jsjb.grant_service(service name) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    place text;
    stated record;
begin
    if not exists (select from pg_roles where rolname = service) then
        raise exception 'there is no role %', service using errcode = 'undefined_object', hint = format('create role %I login password ''…''', service);
    end if;
    if exists (select from pg_roles where rolname = service and (rolsuper or rolcreaterole)) or pg_has_role(service, current_user, 'member') then
        raise exception 'role % could give itself every right: the service needs one of its own', service using errcode = 'invalid_grant_operation';
    end if;
    execute format('revoke create, temporary on database %I from public', current_database());
    execute format('grant connect on database %I to %I', current_database(), service);
    for place in select nspname from pg_namespace where nspname in ('jsjb', 'identity', 'desk', 'hangfire', 'quartz') loop
        execute format('revoke all on schema %I from public, %I', place, service);
        execute format('revoke all on all tables in schema %I from public, %I', place, service);
        execute format('revoke all on all sequences in schema %I from public, %I', place, service);
        execute format('revoke all on all functions in schema %I from public, %I', place, service);
        execute format('grant usage on schema %I to %I', place, service);
    end loop;
    for stated in select object, rights, split_part(split_part(object, ' ', 2), '.', 1) as schema from jsjb.service_rights() loop
        -- The tests of one context have no other; a whole service has all, and a name that is none fails.
        continue when to_regnamespace(stated.schema) is null;
        execute format('grant %s on %s to %I', stated.rights, stated.object, service);
    end loop;
end $$;
