-- A page of the open cases whose root workflow runs a version, by id: running ones, and those that a fault has halted.
-- $1 text the version's hash, $2 uuid the last case seen, $3 int rows.
-- Index: case_state_open, journal_pkey.
select {Cases/StoredState}
from jsjb.case_state c
where c.definition_hash = $1 and c.case_id > $2 and (c.status = 'Running' or c.sub_status = 'Faulted')
order by c.case_id limit $3
