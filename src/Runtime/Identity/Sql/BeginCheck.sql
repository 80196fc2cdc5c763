-- Notes a code that is about to be sent, unless one of the limits of an hour is reached.
-- $1 uuid the check, $2 text whose phone, $3 bytea digest of the address that asks, $4 text account, $5 bytea digest of the code, $6 text what brings it,
-- $7 timestamptz now, $8 timestamptz until when it holds, $9 timestamptz since when the limits count, $10 int to one phone, $11 int from one address,
-- $12 int of one account.
-- Index: identity_check_subject, identity_check_address, identity_check_account.
insert into jsjb.identity_check (check_id, subject_id, address, created_by, digest, sent_by, created_at, expires_at)
select $1, $2, $3, $4, $5, $6, $7, $8
where (select count(*) from jsjb.identity_check where subject_id = $2 and created_at > $9) < $10
  and (select count(*) from jsjb.identity_check where address = $3 and created_at > $9) < $11
  and (select count(*) from jsjb.identity_check where created_by = $4 and created_at > $9) < $12
