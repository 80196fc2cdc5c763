-- Notes what the owner did with a master key.
-- $1 text the act, $2 text the key.
-- Index: owner_act_pkey.
insert into jsjb.owner_act (act, details) values ($1, jsonb_build_object('key', $2))
