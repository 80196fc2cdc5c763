-- Gives a batch up: what has moved stays moved, the rest is left alone. Answers with how many batches that were.
-- $1 uuid the batch, $2 text account, $3 timestamptz now.
-- Index: migration_batch_pkey, migration_item_state.
with given_up as (
    update jsjb.migration_batch set state = 'cancelled', finished_at = $3, changed_by = $2, changed_at = $3
    where batch_id = $1 and state in ('running', 'paused')
    returning batch_id
), left_alone as (
    update jsjb.migration_item i set state = 'cancelled', at = $3 from given_up g where i.batch_id = g.batch_id and i.state = 'pending'
)
select count(*) from given_up
