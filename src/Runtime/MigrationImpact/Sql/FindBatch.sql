-- One batch.
-- $1 uuid the batch.
-- Index: migration_batch_pkey.
select {Flight/BatchColumns} from jsjb.migration_batch where batch_id = $1
