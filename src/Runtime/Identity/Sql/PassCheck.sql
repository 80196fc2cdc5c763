-- Notes that a check was passed.
-- $1 uuid the check, $2 timestamptz now.
-- Index: identity_check_pkey.
update jsjb.identity_check set verified_at = $2 where check_id = $1 and verified_at is null
