-- One batch.
-- $1 uuid the batch.
-- Index: migration_batch_pkey.
select {MigrationImpact/BatchColumns} from jsjb.migration_batch where batch_id = $1
