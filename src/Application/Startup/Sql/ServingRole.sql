-- The role that is connected, and what it could do beyond serving: the first of four.
-- $1 text is a superuser, $2 text may make roles, $3 text owns the tables, $4 text may make tables.
-- Index: none, the catalogue's own.
with place as (
    select oid, nspowner from pg_namespace where nspname in ('jsjb', 'identity', 'desk', 'hangfire', 'quartz')
)
select session_user::text as role, case
    when r.rolsuper then $1
    when r.rolcreaterole then $2
    when exists (select from place where pg_has_role(session_user, nspowner, 'member'))
        or exists (select from pg_class where relnamespace in (select oid from place) and pg_has_role(session_user, relowner, 'member')) then $3
    when has_database_privilege(session_user, current_database(), 'create')
        or exists (select from place where has_schema_privilege(session_user, oid, 'create')) then $4
    end as excess
from pg_roles r where r.rolname = session_user
