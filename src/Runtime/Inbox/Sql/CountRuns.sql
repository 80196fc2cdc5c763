-- How many runs there are, counted up to a bound.
-- The parameters of RunConditions; @most int where counting stops.
-- Index: see RunConditions.
select count(*)
from (
    select
    {Inbox/RunConditions}
    limit @most
) counted
