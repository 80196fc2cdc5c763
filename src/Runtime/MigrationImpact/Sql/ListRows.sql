-- A page of a report's cases that a viewer may know of, blocked ones first.
-- The parameters of RowConditions and of Visibility; @after_verdict text, @after_case uuid, @after_hash text the last row of the page before, @limit int rows.
-- Index: see RowConditions.
select r.case_id, r.from_hash, r.verdict, r.number, r.status, r.unit, r.places, r.blocks::text as blocks
from jsjb.flight_row r
where {MigrationImpact/RowConditions}
    {Inbox/Visibility}
    and (r.verdict, r.case_id, r.from_hash) > (@after_verdict, @after_case, @after_hash)            --? after_verdict
order by r.verdict, r.case_id, r.from_hash limit @limit
