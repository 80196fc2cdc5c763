-- Writes an encrypted part of a file.
-- $1 uuid the file, $2 int the part's place, $3 bytea nonce, $4 bytea what is encrypted.
-- Index: attachment_part_pkey.
insert into jsjb.attachment_part (attachment_id, ordinal, nonce, ciphertext) values ($1, $2, $3, $4)
