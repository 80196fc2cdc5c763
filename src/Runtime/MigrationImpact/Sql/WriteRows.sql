-- Writes what a page found. Only rows that were still waiting count, so a page that is written twice is counted once.
-- $1 uuid the report; one array a column: $2 uuid[] case, $3 text[] version it runs, $4 text[] verdict, null where it is not under way any more,
-- $5 bigint[] its step, $6 text[] ticket number, $7 text[] status, $8 text[] unit, $9 text[] places, separated by 0x1f, $10 jsonb[] what blocks it.
-- Index: flight_row_pkey, flight_count_pkey, flight_obstacle_pkey, flight_report_pkey.
with found as (
    select * from unnest($2, $3, $4, $5, $6, $7, $8, $9, $10) as f (case_id, from_hash, verdict, version, number, status, unit, places, blocks)
), gone as (
    delete from jsjb.flight_row r using found f
    where r.report_id = $1 and r.case_id = f.case_id and r.from_hash = f.from_hash and r.verdict is null and f.verdict is null
    returning 1
), written as (
    update jsjb.flight_row r
    set verdict = f.verdict, version = f.version, number = f.number, status = f.status, unit = f.unit, places = string_to_array(f.places, E'\x1f'), blocks = f.blocks
    from found f
    where r.report_id = $1 and r.case_id = f.case_id and r.from_hash = f.from_hash and r.verdict is null and f.verdict is not null
    returning r.from_hash, r.status, r.unit, r.verdict, r.blocks
), counted as (
    insert into jsjb.flight_count as c (report_id, from_hash, status, unit, verdict, cases)
    select $1, from_hash, status, unit, verdict, count(*) from written group by from_hash, status, unit, verdict
    on conflict (report_id, from_hash, status, unit, verdict) do update set cases = c.cases + excluded.cases
), hindered as (
    insert into jsjb.flight_obstacle as o (report_id, code, activity_id, name, chinese, english, cases)
    select $1, b ->> 'Code', coalesce(b ->> 'ActivityId', ''), min(b ->> 'ActivityName'), min(b ->> 'Chinese'), min(b ->> 'English'), count(*)
    from written, jsonb_array_elements(written.blocks) b group by 2, 3
    on conflict (report_id, code, activity_id) do update set cases = o.cases + excluded.cases
)
update jsjb.flight_report set seen = seen + (select count(*) from written) + (select count(*) from gone) where report_id = $1
