-- Part of a select list: what a case's state is made of, its last snapshot and the entries since; both as of one instant.
-- The case is c, a row of jsjb.case_state.
-- Index: journal_pkey.
c.state, array(select j.entry from jsjb.journal j where j.case_id = c.case_id and j.seq > c.state_version and j.seq <= c.version order by j.seq) as entries
