-- Writes the deadlines of a page that a policy would change, with the case that the report has come to.
-- $1 uuid the report, $2 uuid the last case of the page, $3 bigint cases of the page; one array a column: $4 uuid[] case, $5 text[] clock,
-- $6 text[] step, $7 text[] ticket number, $8 text[] unit, $9 timestamptz[] due now, $10 timestamptz[] due then, $11 text[] limit now, $12 text[] limit then.
-- Index: deadline_report_pkey, deadline_row_pkey.
with written as (
    insert into jsjb.deadline_row (report_id, case_id, clock, step_name, number, unit, was, becomes, limit_was, limit_becomes)
    select $1, f.* from unnest($4, $5, $6, $7, $8, $9, $10, $11, $12) as f
    on conflict do nothing
)
update jsjb.deadline_report set after_case = $2, seen = seen + $3 where report_id = $1 and after_case < $2
