-- Notes what became of a deadline that was to be computed anew.
-- $1 uuid the report, $2 uuid the case, $3 text the clock, $4 text done or refused, $5 text why not, in Chinese, $6 text in English.
-- Index: deadline_row_pkey.
update jsjb.deadline_row set state = $4, chinese = $5, english = $6 where report_id = $1 and case_id = $2 and clock = $3 and state = 'pending'
