-- Part of a condition: what is asked of tickets t, and of the unit's row p where a unit asks.
-- @own_unit text, @numbers text[], @status text, @lead_unit text, @class_code text, @district_code text, @accepted_from timestamptz,
-- @accepted_to timestamptz, @overdue bool, @subject_ids text[], @confidential_types text[]; own: a unit asks; own_only: what a ticket became after a
-- unit lost it, no question finds out; not_confidential: whoever handles a report must not find out by a phone number whose it is.
-- Index: that of the order, see SearchTickets; ticket_number, ticket_subject_latest where these are asked for.
t.flag_of is null
    and p.unit_code = @own_unit                                                                                             --? own
    and ({Inbox/Standing}) <> 'former'                                                                                      --? own_only
    and t.number = any(@numbers)                                                                                            --? numbers
    and t.status = @status                                                                                                  --? status
    and t.lead_unit = @lead_unit                                                                                            --? lead_unit
    and starts_with(t.class_code, @class_code)                                                                              --? class_code
    and t.district_code = @district_code                                                                                    --? district_code
    and t.accepted_at >= @accepted_from                                                                                     --? accepted_from
    and t.accepted_at < @accepted_to                                                                                        --? accepted_to
    and t.overdue = @overdue                                                                                                --? overdue
    and t.subject_id = any(@subject_ids)                                                                                    --? subject_ids
    and not t.confidential and (t.request_type is null or t.request_type <> all(@confidential_types))                       --? confidential_types
