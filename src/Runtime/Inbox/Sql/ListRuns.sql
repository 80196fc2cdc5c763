-- A page of runs, by their start or by their latest step.
-- The parameters of RunConditions; @skip int, @take int rows; by_update: by the latest step; {direction} asc or desc.
-- Index: see RunConditions; journal_pkey.
select c.case_id, c.definition_id, c.definition_hash, t.number, {Cases/StoredState}
{Inbox/RunConditions}
order by c.case_id {direction}                                                                      --? not by_update
order by c.updated_hour {direction}, c.updated_at {direction}, c.case_id {direction}                --? by_update
offset @skip limit @take
