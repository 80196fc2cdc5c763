-- How many cases began in each of these months (UTC). Within ten minutes.
-- $1 timestamptz in the first month, $2 timestamptz in the last.
-- Index: case_state_pkey: an id begins with its instant.
select to_char(m.month, 'YYYY-MM') as month, (
    select count(*) from jsjb.case_state s
    where s.case_id >= jsjb.first_case_id(m.month at time zone 'UTC') and s.case_id < jsjb.first_case_id((m.month + interval '1 month') at time zone 'UTC')) as cases
from (select generate_series(date_trunc('month', $1 at time zone 'UTC'), date_trunc('month', $2 at time zone 'UTC'), interval '1 month') as month) m
