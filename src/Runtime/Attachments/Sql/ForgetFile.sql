-- Drops a file that no ticket has taken.
-- $1 uuid the file.
-- Index: attachment_pkey.
select jsjb.forget_attachment($1)
