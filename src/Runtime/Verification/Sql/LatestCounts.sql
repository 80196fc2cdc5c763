-- The latest count of each part.
-- Index: history_count_latest.
select distinct on (subject, part) at, subject, part, amount, seal from jsjb.history_count order by subject, part, count_id desc
