-- Emergencies come first in every list: these indexes hold no more than those at hand.
create index task_first on jsjb.task (role, unit_code, due_at, task_id) where status = 'open' and coalesce(payload ->> 'first', '') = 'true';
create index ticket_first on jsjb.ticket (urgency, accepted_at desc, case_id desc) where replied_at is null and archived_at is null;
