-- Begins a session.
-- $1 uuid the session, $2 text account, $3 bool of a program or of a browser, $4 uuid the refresh token that is good, $5 interval how long it lasts at most.
-- Index: session_pkey.
insert into identity.session (id, account_id, is_program, refresh_id, created_at, last_seen_at, ends_at) values ($1, $2, $3, $4, now(), now(), now() + $5)
