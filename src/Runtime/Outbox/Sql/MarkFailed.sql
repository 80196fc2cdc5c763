-- Notes that an effect was not delivered: tried again later, or dead; unless somebody else has claimed it since.
-- $1 text the effect, $2 text its status, $3 timestamptz now where time is virtual, else null: the database's clock counts; $4 interval how long to wait,
-- $5 text error, $6 int attempts that do not count, $7 int the attempts of the claim.
-- Index: outbox_pkey.
update jsjb.outbox set status = $2, next_attempt_at = coalesce($3, clock_timestamp()) + $4, last_error = $5, attempts = attempts - $6
where effect_id = $1 and status = 'pending' and attempts = $7
