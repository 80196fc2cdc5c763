-- A page of a batch's cases that were not moved yet.
-- $1 uuid the batch, $2 int rows.
-- Index: migration_item_state.
select case_id, from_hash, seen_version from jsjb.migration_item where batch_id = $1 and state = 'pending' order by case_id, from_hash limit $2
