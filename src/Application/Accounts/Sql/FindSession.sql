-- What is known of a session and its account. Asked with each request.
-- $1 uuid the session, $2 interval how long it lasts without a request.
-- Index: the primary keys of session, account, account_role and role.
select a.id as account_id, s.ended_at is null and s.ends_at > now() and s.last_seen_at > now() - $2 as is_open, a.security_stamp as stamp,
    a.disabled_at is not null as is_disabled, a.is_demo, a.unit_code,
    array(select r.name from identity.account_role ar join identity.role r on r.id = ar.role_id where ar.user_id = a.id) as roles,
    s.last_seen_at < now() - interval '1 minute' as is_stale
from identity.session s join identity.account a on a.id = s.account_id
where s.id = $1
