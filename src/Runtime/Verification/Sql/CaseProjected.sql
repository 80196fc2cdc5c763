-- The list row of a case in the table of one kind: its columns, then the version.
-- $1 uuid the case.
-- Index: the primary key of its table.
select {columns}, t.version from jsjb.{table} t where t.case_id = $1
