-- Ties a file to a case.
-- $1 uuid the file, $2 uuid the case, $3 uuid the command, $4 timestamptz now.
-- Index: attachment_pkey.
update jsjb.attachment set case_id = $2, command_id = $3, claimed_at = $4 where attachment_id = $1
