-- All connections by name.
-- Index: connection_pkey.
select name, is_enabled, settings::text as settings, revision from jsjb.connection order by name
