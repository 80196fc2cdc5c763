-- Ends a session of which a refresh token was used that was taken before: it has been copied.
-- $1 uuid the session, $2 uuid the token.
-- Index: the primary key.
update identity.session set ended_at = now(), end_reason = 'refresh-reused' where id = $1 and ended_at is null and refresh_id <> $2
