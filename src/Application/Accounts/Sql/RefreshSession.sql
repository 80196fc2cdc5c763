-- Takes one refresh token for the next.
-- $1 uuid the session, $2 uuid the token, $3 uuid the next, $4 interval how long it lasts without a request.
-- Index: the primary key.
update identity.session set refresh_id = $3, last_seen_at = now()
where id = $1 and refresh_id = $2 and ended_at is null and ends_at > now() and last_seen_at > now() - $4
