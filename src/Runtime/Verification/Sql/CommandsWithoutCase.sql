-- Cases that accepted a command once and that are gone. Within ten minutes.
-- $1 int cases.
-- Index: none for command, which is read from end to end; case_state_pkey.
select distinct k.case_id from jsjb.command k where not exists (select from jsjb.case_state s where s.case_id = k.case_id) limit $1
