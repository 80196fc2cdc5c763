-- Remembers a count.
-- $1 timestamptz when, $2 text the table, $3 text the month or the last row's number, $4 bigint how many, $5 bytea the seal.
-- Index: history_count_pkey.
insert into jsjb.history_count (at, subject, part, amount, seal) values ($1, $2, $3, $4, $5)
