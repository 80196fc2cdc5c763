-- The journal's monthly partitions, and whether each is still one.
-- Index: the catalogue's own.
select c.relname::text as name, exists (select from pg_inherits i where i.inhrelid = c.oid and i.inhparent = 'jsjb.journal'::regclass) as is_attached
from pg_class c
where c.relnamespace = 'jsjb'::regnamespace and c.relkind = 'r' and c.relname ~ '^journal_[0-9]{6}$'
order by c.relname
