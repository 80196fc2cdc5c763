-- The encrypted parts of a file in order, read one by one.
-- $1 uuid the file.
-- Index: attachment_part_pkey.
select ordinal, nonce, ciphertext from jsjb.attachment_part where attachment_id = $1 order by ordinal
