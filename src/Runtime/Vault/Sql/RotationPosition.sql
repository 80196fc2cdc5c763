-- Where the rotation that runs has come to among the things of one kind.
-- $1 text the kind.
-- Index: master_rotation_running.
select positions ->> $1 from jsjb.master_rotation where finished_at is null
