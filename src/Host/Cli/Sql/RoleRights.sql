-- What a role could do beyond serving, as whoever is connected sees it.
-- $1 text the role.
-- Index: none, the catalogue's own.
select r.rolsuper as is_superuser, r.rolcreaterole as makes_roles, pg_has_role(r.oid, (select oid from pg_roles where rolname = session_user), 'member') as owns_tables
from pg_roles r where r.rolname = $1
