-- A page of a report's deadlines that a viewer may know of, by case; all clocks of its last case are on it.
-- @report_id uuid, @after uuid the last case of the page before, @limit int rows, @is_earlier bool, @state text; the parameters of Visibility.
-- Index: deadline_row_pkey or deadline_row_state.
select r.case_id, r.clock, r.step_name, r.number, r.unit, r.was, r.becomes, r.limit_was, r.limit_becomes, r.state, r.chinese, r.english, r.decided_by, r.decided_at
from jsjb.deadline_row r
where r.report_id = @report_id and r.case_id > @after
    and r.is_earlier = @is_earlier                                                                  --? is_earlier
    and r.state = @state                                                                            --? state
    {Inbox/Visibility}
order by r.case_id fetch first @limit rows with ties
