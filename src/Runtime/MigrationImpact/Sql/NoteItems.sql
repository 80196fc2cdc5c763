-- Writes what became of a page, and counts it. A case that moved while its batch was given up has moved: that is what its record says.
-- $1 uuid the batch; one array a column: $2 uuid[] case, $3 text[] version it ran, $4 text[] what became of it, $5 text[] code of the refusal,
-- $6 text[] the refusal in Chinese, $7 text[] in English; $8 timestamptz now.
-- Index: migration_item_pkey, migration_batch_pkey.
with noted as (
    update jsjb.migration_item i set state = n.state, code = n.code, chinese = n.chinese, english = n.english, at = $8
    from unnest($2, $3, $4, $5, $6, $7) as n (case_id, from_hash, state, code, chinese, english)
    where i.batch_id = $1 and i.case_id = n.case_id and i.from_hash = n.from_hash and i.state in ('pending', 'cancelled')
    returning i.state
), counted as (
    select count(*) filter (where state = 'moved') as moved, count(*) filter (where state = 'refused') as refused, count(*) filter (where state = 'changed') as changed from noted
)
update jsjb.migration_batch b set moved = b.moved + c.moved, refused = b.refused + c.refused, changed = b.changed + c.changed from counted c where b.batch_id = $1
