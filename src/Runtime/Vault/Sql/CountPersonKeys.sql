-- How many keys of persons lie under each master key. Within ten minutes.
-- $1 int the length of a wrapped key that names no master key, $2 text the first, under which those lie.
-- Index: none, every key is counted.
select case length(wrapped_key) when $1 then $2 else encode(substring(wrapped_key from 2 for 8), 'hex') end as master_key_id, count(*) as keys
from jsjb.vault_key where wrapped_key is not null group by 1
