-- Pauses a running batch, or lets a paused one go on.
-- $1 uuid the batch, $2 text the state it gets, $3 text account, $4 timestamptz now, $5 text the state it must have.
-- Index: migration_batch_pkey.
update jsjb.migration_batch set state = $2, changed_by = $3, changed_at = $4 where batch_id = $1 and state = $5
