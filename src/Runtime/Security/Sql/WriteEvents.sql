-- Writes lines of the security log.
-- $2 timestamptz now; one array a column: $1 uuid[] id, $3 text[] kind, $4 text[] outcome, $5 text[] account, $6 text[] address, $7 text[] subject,
-- $8 int[] how often, $9 text[] detail, JSON.
-- Index: security_event_pkey.
insert into jsjb.security_event (event_id, at, kind, outcome, account, address, subject, times, detail)
select event_id, $2, kind, outcome, account, address, subject, times, detail::jsonb
from unnest($1, $3, $4, $5, $6, $7, $8, $9) as line (event_id, kind, outcome, account, address, subject, times, detail)
