-- A key is in use from now on.
-- $1 text id, $2 bytea check value.
-- Index: master_key_pkey.
insert into jsjb.master_key (key_id, check_value, state) values ($1, $2, 'active')
on conflict (key_id) do update set state = 'active', changed_at = now()
