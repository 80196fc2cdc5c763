-- Says that a former master key is not needed any more.
-- $1 text id.
-- Index: master_key_pkey.
update jsjb.master_key set state = 'retired', changed_at = now() where key_id = $1 and state = 'former' returning key_id
