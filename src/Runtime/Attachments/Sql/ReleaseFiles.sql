-- Lets files go again that were tied to a case which never came to be.
-- $1 uuid[] files, $2 uuid the case.
-- Index: attachment_pkey, case_state_pkey.
update jsjb.attachment a set case_id = null, command_id = null, claimed_at = null
where a.attachment_id = any($1) and a.case_id = $2 and not exists (select from jsjb.case_state s where s.case_id = $2)
