-- Part of a condition: dead letters o that match.
-- $1 text channel, $2 text queue, $3 text error, $4 timestamptz asked for since, $5 timestamptz asked for before; what is null does not narrow.
-- Index: outbox_dead.
o.status = 'dead' and ($1::text is null or o.channel = $1) and ($2::text is null or coalesce(o.queue, o.channel) = $2) and ($3::text is null or o.last_error = $3)
    and ($4::timestamptz is null or o.created_at >= $4) and ($5::timestamptz is null or o.created_at < $5)
