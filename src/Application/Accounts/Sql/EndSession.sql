-- Ends a session.
-- $1 uuid the session, $2 text why.
-- Index: the primary key.
update identity.session set ended_at = now(), end_reason = $2 where id = $1 and ended_at is null
