-- Part of a select list: whether a unit takes part in a ticket now, current, former or unknown, which an earlier release did not say. A ticket that
-- was merged is its own where it takes part in the one that is handled.
-- The unit's row is p, of jsjb.ticket_partner.
-- Index: ticket_partner_pkey.
case
        when p.is_current or exists (select from jsjb.ticket_partner f where f.case_id = p.follows and f.unit_code = p.unit_code and f.is_current is not false) then 'current'
        when p.is_current is null then 'unknown'
        else 'former'
    end
