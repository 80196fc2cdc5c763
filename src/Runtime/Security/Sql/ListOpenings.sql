-- A page of the openings of personal data, the newest first. Within fifteen seconds.
-- @after bigint the last opening of the page before, @account text, @case_id uuid, @from timestamptz, @to timestamptz, @covered text how a purpose begins
-- that does not count as a full opening, @limit int rows.
-- Index: vault_access_pkey, vault_access_actor or vault_access_row, whichever fits; vault_pkey, attachment_pkey.
select a.access_id, a.at, a.actor as account, a.vault_id, v.purpose as word, v.subject_id as person, coalesce(v.case_id, f.case_id) as case_id, a.purpose
from (
    select * from jsjb.vault_access a
    where true
        and a.access_id < @after                                                                    --? after
        and a.actor = @account                                                                      --? account
        and a.vault_id = any(array(                                                                 --? case_id
            select vault_id from jsjb.vault where case_id = @case_id                                --? case_id
            union all select attachment_id from jsjb.attachment where case_id = @case_id))          --? case_id
        and a.at >= @from                                                                           --? from
        and a.at < @to                                                                              --? to
        and a.purpose not like @covered                                                             --? covered
    order by access_id desc limit @limit
) a
left join jsjb.vault v using (vault_id)
left join jsjb.attachment f on f.attachment_id = a.vault_id
order by a.access_id desc
