-- Ends the rotation that runs; answers with how much it protected anew.
-- Index: master_rotation_running.
update jsjb.master_rotation set finished_at = now() where finished_at is null returning rewrapped
