-- The open sessions of an account, the newest first.
-- $1 text account, $2 interval how long they last without a request, $3 int rows.
-- Index: that of the open sessions of an account.
select id, is_program, created_at as signed_in_at, last_seen_at, ends_at
from identity.session
where account_id = $1 and ended_at is null and ends_at > now() and last_seen_at > now() - $2
order by id desc limit $3
