-- The sealed rows of the governance log, in order. Within ten minutes, read row by row.
-- Index: governance_log_pkey.
select entry_id, at, actor, action, kind, name, draft_id, revision, hash, before, note, seal from jsjb.governance_log where seal is not null order by entry_id
