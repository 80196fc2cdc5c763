-- What was changed of connections, the newest first.
-- $1 text one connection, null for all; $2 int rows.
-- Index: connection_log_pkey backwards, or connection_log_name.
select at, actor, name, before::text as before, after::text as after from jsjb.connection_log where $1 is null or name = $1 order by entry_id desc limit $2
