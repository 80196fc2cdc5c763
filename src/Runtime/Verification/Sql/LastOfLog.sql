-- The number of the last row of a log before an instant, among its latest hundred thousand.
-- {table}, {number}, {at}: the log, the columns that number its rows and say when. $1 timestamptz the instant.
-- Index: the log's primary key.
select coalesce(max({number}), 0) from (select {number}, {at} from jsjb.{table} order by {number} desc limit 100000) latest where {at} < $1
