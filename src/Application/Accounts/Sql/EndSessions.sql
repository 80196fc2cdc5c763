-- Ends all sessions of an account.
-- $1 text account, $2 text why.
-- Index: that of the open sessions of an account.
update identity.session set ended_at = now(), end_reason = $2 where account_id = $1 and ended_at is null
