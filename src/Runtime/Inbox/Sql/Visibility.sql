-- Part of a condition: only cases that a viewer may know of; {sighted} is the column with the case. See Visibility.
-- @sight_unit text the viewer's unit; sight_none: the viewer may know of none; sight_no_flags: not of flags.
-- Index: ticket_partner_pkey, ticket_pkey.
and false                                                                                                                                                                           --? sight_none
    and exists (select from jsjb.ticket_partner sp where sp.case_id = {sighted} and sp.unit_code = @sight_unit and sp.is_current is not false)                                        --? sight_unit
    and not exists (select from jsjb.ticket sf where sf.case_id = {sighted} and sf.flag_of is not null)                                                                               --? sight_no_flags
