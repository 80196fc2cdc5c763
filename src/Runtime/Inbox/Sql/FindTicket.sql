-- One ticket with its case, and how a reader's unit and roles stand to it: whether it took part, the class when it lost the ticket, whether a task waits
-- for the reader; and where it is asked for by a task, that one with the name of whoever took it.
-- @case_id uuid, @numbers text[] the forms of a number, or @task_id text a task of it; @unit text, @roles text[], @user text the reader.
-- Index: ticket_pkey or ticket_number; task_pkey, pk_account, case_state_pkey, ticket_partner_pkey, task_case, journal_pkey.
select {ticket}, {Cases/StoredState}, c.status as case_status, c.sub_status as case_sub_status, c.definition_id, c.definition_hash, c.version as case_version, c.updated_at,
    p.unit_code is not null as took_part, p.left_class,
    exists (
        select from jsjb.task k
        where k.case_id = t.case_id and k.status = 'open' and k.role = any(@roles) and (k.unit_code is null or k.unit_code = @unit)
            and not coalesce(k.payload -> '$notBy' ? @user, false)
    ) as has_task
    , w.task_id, w.kind as task_kind, w.title as task_title, w.role as task_role, w.unit_code as task_unit_code, w.assignee as task_assignee, w.opened_at as task_opened_at  --? task_id
    , w.due_at as task_due_at, w.payload::text as task_payload, w.status as task_status, w.outcome as task_outcome, w.closed_at as task_closed_at                          --? task_id
    , w.closed_by as task_closed_by, coalesce(nullif(a.display_name, ''), a.user_name, a.id) as assignee_name                                                             --? task_id
from jsjb.ticket t
join jsjb.case_state c using (case_id)
join jsjb.task w on w.case_id = t.case_id and w.task_id = @task_id  --? task_id
left join identity.account a on a.id = w.assignee                   --? task_id
left join jsjb.ticket_partner p on p.case_id = t.case_id and p.unit_code = @unit
where t.case_id = @case_id                  --? case_id
where t.number = any(@numbers)              --? numbers
