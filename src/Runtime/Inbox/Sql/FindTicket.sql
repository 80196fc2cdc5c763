-- One ticket with its case, and how a reader's unit and roles stand to it: whether it took part, the class when it lost the ticket, whether a task waits
-- for the reader.
-- @case_id uuid, or @numbers text[] the forms of a number; @unit text, @roles text[], @user text the reader.
-- Index: ticket_pkey or ticket_number; case_state_pkey, ticket_partner_pkey, task_case, journal_pkey.
select {ticket}, {Cases/StoredState}, c.status as case_status, c.sub_status as case_sub_status, c.definition_id, c.definition_hash, c.version as case_version, c.updated_at,
    p.unit_code is not null as took_part, p.left_class,
    exists (
        select from jsjb.task k
        where k.case_id = t.case_id and k.status = 'open' and k.role = any(@roles) and (k.unit_code is null or k.unit_code = @unit)
            and not coalesce(k.payload -> '$notBy' ? @user, false)
    ) as has_task
from jsjb.ticket t
join jsjb.case_state c using (case_id)
left join jsjb.ticket_partner p on p.case_id = t.case_id and p.unit_code = @unit
where t.case_id = @case_id                  --? case_id
where t.number = any(@numbers)              --? numbers
