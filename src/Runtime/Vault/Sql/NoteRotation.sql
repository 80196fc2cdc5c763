-- Notes how far the rotation that runs has come; answers with how much it has protected anew.
-- $1 bigint protected anew by this batch, $2 jsonb where each kind has come to.
-- Index: master_rotation_running.
update jsjb.master_rotation set rewrapped = rewrapped + $1, positions = positions || $2 where finished_at is null returning rewrapped
