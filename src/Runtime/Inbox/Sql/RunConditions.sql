-- Part of a statement: the runs c that are looked for, with their tickets t.
-- The parameters of Visibility; @definition_hashes text[], @sub_statuses text[], @case_id uuid, @numbers text[] beginnings of numbers; incidents, no_incidents.
-- {times}: a RunTime for each condition on when they began, went on or ended.
-- Index: case_state_pkey, case_state_updated, case_state_version, case_state_sub_status, case_state_incident, whichever fits; ticket_pkey.
from jsjb.case_state c left join jsjb.ticket t using (case_id)
where true
    {Inbox/Visibility}
    and c.definition_hash = any(@definition_hashes)                                                 --? definition_hashes
    and c.sub_status = any(@sub_statuses)                                                           --? sub_statuses
    and c.incidents > 0                                                                             --? incidents
    and c.incidents = 0                                                                             --? no_incidents
    {times}
    and c.case_id = @case_id                                                                        --? case_id
    and t.number ^@ any(@numbers)                                                                   --? numbers
