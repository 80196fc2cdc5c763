-- How many rows a log has up to a number. Within ten minutes.
-- {table}, {number}, {which}: the log, the column that numbers its rows, which rows are counted. $1 bigint the number.
-- Index: the log's primary key.
select count(*) from jsjb.{table} where {number} <= $1 and {which}
