-- The key to which a rotation runs.
-- Index: master_rotation_running.
select to_key from jsjb.master_rotation where finished_at is null
