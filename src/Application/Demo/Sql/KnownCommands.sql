-- Which of these commands were accepted before.
-- $1 uuid[] commands.
-- Index: command_pkey.
select command_id from jsjb.command where command_id = any($1)
