-- The entries of a case and the columns beside them, in order.
-- $1 uuid the case.
-- Index: journal_pkey.
select seq as sequence, at, command_id, actor, input_kind, encoding, entry, encode(hash, 'hex') as hash from jsjb.journal where case_id = $1 order by seq
