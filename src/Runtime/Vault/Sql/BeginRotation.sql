-- Begins a rotation.
-- $1 text the key to go to.
-- Index: master_rotation_running.
insert into jsjb.master_rotation (to_key) values ($1)
