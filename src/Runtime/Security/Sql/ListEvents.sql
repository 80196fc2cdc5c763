-- A page of the security log, the newest first; a range of ids is a range of time. Within fifteen seconds.
-- @after uuid the last line of the page before, @from timestamptz, @to timestamptz, @kind text, @account text, @address text, @outcome text, @limit int rows.
-- Index: security_event_pkey, security_event_kind or security_event_account, whichever fits.
select event_id, at, kind, outcome, account, address, subject, times, detail::text as detail
from jsjb.security_event
where true
    and event_id < @after                                                                           --? after
    and event_id >= jsjb.first_case_id(@from)                                                       --? from
    and event_id < jsjb.first_case_id(@to)                                                          --? to
    and kind = @kind                                                                                --? kind
    and account = @account                                                                          --? account
    and address = @address                                                                          --? address
    and outcome = @outcome                                                                          --? outcome
order by event_id desc limit @limit
