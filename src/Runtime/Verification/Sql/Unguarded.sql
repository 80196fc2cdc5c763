-- Tables whose rows are never changed, the journal's partitions among them, and that no trigger guards any more. tgtype: 8 delete, 16 update, 32 truncate.
-- $1 text[] the tables.
-- Index: the catalogue's own.
select c.relname::text
from pg_class c
where c.relnamespace = 'jsjb'::regnamespace and c.relkind in ('r', 'p')
    and (c.relname = any($1) or exists (select from pg_inherits i where i.inhrelid = c.oid and i.inhparent = 'jsjb.journal'::regclass))
    and coalesce((
        select bit_or(t.tgtype::int) from pg_trigger t
        where t.tgrelid = c.oid and t.tgfoid = 'jsjb.refuse_change'::regproc and t.tgenabled in ('O', 'A')), 0) & 56 <> 56
order by c.relname
