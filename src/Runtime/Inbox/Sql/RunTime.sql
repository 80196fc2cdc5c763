-- Part of RunConditions: one condition on an instant of a run.
-- @at timestamptz; {comparison}; hour: the same by the hour, which is what the index knows, with {hour_comparison}; @over text[]: only runs that have ended.
-- @from_id uuid, @before_id uuid: case ids are UUIDv7, a span of time is a span of ids; outside: those not in it.
-- Index: case_state_updated or case_state_pkey.
and c.sub_status = any(@over)                                                                       --? over
    and c.updated_at {comparison} @at                                                               --? at
    and c.updated_hour {hour_comparison} date_trunc('hour', @at::timestamptz at time zone 'UTC')    --? hour
    and c.case_id >= @from_id                                                                       --? from_id and not outside
    and c.case_id < @before_id                                                                      --? before_id and not outside
    and not (c.case_id >= @from_id and c.case_id < @before_id)                                      --? outside
