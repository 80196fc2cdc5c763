-- The cases of commands.
-- $1 uuid[] the commands.
-- Index: command_pkey.
select command_id, case_id, at from jsjb.command where command_id = any($1)
