-- How many open cases run a version themselves, counted up to a bound.
-- $1 text the version's hash, $2 int where counting stops.
-- Index: case_state_open.
select count(*)
from (select from jsjb.case_state where definition_hash = $1 and (status = 'Running' or sub_status = 'Faulted') limit $2) counted
