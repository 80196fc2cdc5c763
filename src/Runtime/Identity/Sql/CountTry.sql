-- Counts a try before it is compared, so that many at once are no more tries than one after the other.
-- $1 uuid the check, $2 text account, $3 timestamptz now, $4 int most tries.
-- Index: identity_check_pkey.
update jsjb.identity_check set tries = tries + 1
where check_id = $1 and created_by = $2 and expires_at > $3 and tries < $4 and verified_at is null
returning digest, tries
