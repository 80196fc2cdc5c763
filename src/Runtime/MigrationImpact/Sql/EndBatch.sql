-- Ends a batch of which nothing is left to move.
-- $1 uuid the batch, $2 timestamptz now.
-- Index: migration_batch_pkey.
update jsjb.migration_batch set state = 'done', finished_at = $2 where batch_id = $1 and state = 'running'
