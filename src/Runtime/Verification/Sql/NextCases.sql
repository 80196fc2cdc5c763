-- The next cases that anything is left of, by id. Tables with rows of a case but no head of it are asked for the ids in between. Within ten minutes.
-- $1 uuid the last case seen, $2 int cases with a head.
-- Index: case_state_pkey, journal_pkey, ticket_pkey, task_case, timer_pkey, ticket_partner_pkey, outbox_case, vault_case.
with page as materialized (
    select case_id from jsjb.case_state where case_id > $1 order by case_id limit $2
), range as materialized (
    select case when count(*) = $2 then (select case_id from page order by case_id desc limit 1) else 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid end as upto from page
)
select case_id from page
union select case_id from jsjb.journal, range where case_id > $1 and case_id <= upto
{projected}
union select case_id from jsjb.task, range where case_id > $1 and case_id <= upto
union select case_id from jsjb.timer, range where case_id > $1 and case_id <= upto
union select case_id from jsjb.ticket_partner, range where case_id > $1 and case_id <= upto
union select case_id from jsjb.outbox, range where case_id > $1 and case_id <= upto
union select case_id from jsjb.vault, range where case_id > $1 and case_id <= upto
order by case_id
