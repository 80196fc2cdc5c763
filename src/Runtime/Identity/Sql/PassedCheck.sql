-- When a check was passed, and what brought its code.
-- $1 uuid the check, $2 text whose phone, $3 text account, $4 timestamptz since.
-- Index: identity_check_pkey.
select verified_at, sent_by from jsjb.identity_check where check_id = $1 and subject_id = $2 and created_by = $3 and verified_at >= $4
