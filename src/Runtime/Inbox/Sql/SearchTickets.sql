-- A page of tickets: emergencies that nobody has answered, by their own small index, then the rest, the latest accepted first.
-- The parameters of TicketConditions; @emergency text the urgency of emergencies, @limit int rows; after_first, after_rest: the page begins behind
-- @after_at timestamptz, @after_case uuid, a ticket of the first branch or of the second.
-- Index: ticket_accepted for everybody, ticket_partner_list for a unit, ticket_first in the first branch; each branch is cut to the page.
select *
from (
    (select {ticket}, 0 as rank
        , {Inbox/Standing} as standing, p.left_class                                                --? own
    from jsjb.ticket_partner p join jsjb.ticket t using (case_id)                                   --? own
    from jsjb.ticket t                                                                              --? not own
    where {Inbox/TicketConditions}
    and t.urgency = @emergency and t.replied_at is null and t.archived_at is null
    and p.is_current is not false                                                                   --? own
    and (p.accepted_at, p.case_id) < (@after_at, @after_case)                                       --? own and after_first
    and (t.accepted_at, t.case_id) < (@after_at, @after_case)                                       --? not own and after_first
    and false                                                                                       --? after_rest
    order by p.accepted_at desc, p.case_id desc limit @limit)                                       --? own
    order by t.accepted_at desc, t.case_id desc limit @limit)                                       --? not own
    union all
    (select {ticket}, 1 as rank
        , {Inbox/Standing} as standing, p.left_class                                                --? own
    from jsjb.ticket_partner p join jsjb.ticket t using (case_id)                                   --? own
    from jsjb.ticket t                                                                              --? not own
    where {Inbox/TicketConditions}
    and not coalesce(t.urgency = @emergency and t.replied_at is null and t.archived_at is null
        and p.is_current is not false                                                               --? own
        , false)
    and (p.accepted_at, p.case_id) < (@after_at, @after_case)                                       --? own and after_rest
    and (t.accepted_at, t.case_id) < (@after_at, @after_case)                                       --? not own and after_rest
    order by p.accepted_at desc, p.case_id desc limit @limit)                                       --? own
    order by t.accepted_at desc, t.case_id desc limit @limit)                                       --? not own
) x
order by x.rank, x.accepted_at desc, x.case_id desc limit @limit
