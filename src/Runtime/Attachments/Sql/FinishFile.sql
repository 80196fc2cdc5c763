-- Finishes a file: only now it is there for anybody.
-- $1 uuid the file, $2 bigint bytes, $3 bytea SHA-256.
-- Index: attachment_pkey.
update jsjb.attachment set size = $2, sha256 = $3 where attachment_id = $1
