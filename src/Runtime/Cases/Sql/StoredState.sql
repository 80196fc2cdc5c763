-- Part of a select list: what a case's state is made of, its last snapshot and the entries since; both as of one instant.
-- The number of its encoding stands before each entry: a second array would walk the same rows again.
-- The case is c, a row of jsjb.case_state.
-- Index: journal_pkey.
c.state, array(select int2send(j.encoding) || j.entry from jsjb.journal j where j.case_id = c.case_id and j.seq > c.state_version and j.seq <= c.version order by j.seq) as entries
