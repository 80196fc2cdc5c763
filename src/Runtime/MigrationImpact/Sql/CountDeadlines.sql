-- How many deadlines of each group a report has.
-- $1 uuid the report.
-- Index: deadline_row_state.
select is_earlier, state, count(*) as clocks from jsjb.deadline_row where report_id = $1 group by is_earlier, state order by is_earlier, state
