-- Publishes a definition version. The very same again changes nothing; another of the same number breaks the unique key.
-- $1 text hash, $2 text definition, $3 int version, $4 text JSON, $5 timestamptz from when, $6 text account, $7 timestamptz now.
-- Index: definition_pkey, definition_definition_id_version_key.
insert into jsjb.definition (hash, definition_id, version, json, effective_from, published_by, published_at)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (hash) do nothing
