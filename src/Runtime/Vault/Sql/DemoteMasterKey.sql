-- The key in use becomes a former one.
-- Index: master_key_active.
update jsjb.master_key set state = 'former', changed_at = now() where state = 'active'
