-- How many files of an account no ticket has taken yet.
-- $1 text account, $2 timestamptz uploaded since.
-- Index: attachment_loose.
select count(*)::int from jsjb.attachment where uploaded_by = $1 and case_id is null and created_at > $2
