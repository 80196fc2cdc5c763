-- What became of each case of a batch that a viewer may know of, by case.
-- @batch_id uuid, @after uuid the last case of the page before, @limit int rows, @states text[]; the parameters of Inbox/Visibility.
-- Index: migration_item_pkey or migration_item_state; ticket_pkey.
select i.case_id, t.number, i.from_hash, i.state, i.code, i.chinese, i.english, i.at
from jsjb.migration_item i left join jsjb.ticket t using (case_id)
where i.batch_id = @batch_id and i.case_id > @after
    and i.state = any(@states)                                                                      --? states
    {Inbox/Visibility}
order by i.case_id, i.from_hash limit @limit
