-- The batches of a definition, the newest first.
-- $1 text definition.
-- Index: migration_batch_definition.
select {MigrationImpact/BatchColumns} from jsjb.migration_batch where definition_id = $1 order by created_at desc limit 20
