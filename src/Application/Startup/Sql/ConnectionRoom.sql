-- How many connections the server gives to those who are no superusers, this role and this database, and how many are taken: the narrowest of the limits.
-- A role without rights sees that others are connected, if not what they do. Within five seconds.
-- Index: none, the catalogue's own.
with connected as (
    select usesysid, datid from pg_stat_activity where usesysid is not null and datid is not null and pid <> pg_backend_pid()
), bounds as (
    select current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int - coalesce(current_setting('reserved_connections', true)::int, 0) as most,
        (select count(*) from connected)::int as used
    union all
    select rolconnlimit, (select count(*) from connected where usesysid = r.oid)::int from pg_roles r where rolname = session_user and rolconnlimit >= 0
    union all
    select datconnlimit, (select count(*) from connected where datid = d.oid)::int from pg_database d where datname = current_database() and datconnlimit >= 0
)
select most, used, most - used as free from bounds order by most - used, most limit 1
