-- Writes a connection and the entry of its log, unless somebody else changed it since that revision.
-- $1 text name, $2 text channel, $3 bool is it enabled, $4 jsonb settings, $5 int the revision that it was changed from, $6 text account, $7 timestamptz now.
-- Index: connection_pkey, connection_channel.
with before as (
    select settings, revision from jsjb.connection where name = $1 for update
), written as (
    insert into jsjb.connection (name, channel, is_enabled, settings, revision, changed_by, changed_at)
    select $1, $2, $3, $4, $5 + 1, $6, $7 where coalesce((select revision from before), 0) = $5
    on conflict (name) do update set channel = excluded.channel, is_enabled = excluded.is_enabled, settings = excluded.settings,
        revision = excluded.revision, changed_by = excluded.changed_by, changed_at = excluded.changed_at
        where jsjb.connection.revision = $5
    returning name
)
insert into jsjb.connection_log (at, actor, name, before, after)
select $7, $6, name, (select settings from before), $4 from written
