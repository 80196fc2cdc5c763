-- A nonce and a keyed hash over the row that only the service can make. Rows of a release before this one have none.
alter table jsjb.governance_log add column seal bytea check (length(seal) = 48);
