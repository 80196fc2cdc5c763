-- Notes that a session was used, once a minute.
-- $1 uuid the session.
-- Index: the primary key.
update identity.session set last_seen_at = now() where id = $1 and ended_at is null and last_seen_at < now() - interval '1 minute'
