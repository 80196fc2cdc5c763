-- Entries of a case in order.
-- $1 uuid the case, $2 bigint after this one, $3 int rows.
-- Index: journal_pkey.
select encoding, entry, hash from jsjb.journal where case_id = $1 and seq > $2 order by seq limit $3
