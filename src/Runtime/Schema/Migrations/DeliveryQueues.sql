-- Effects of one connection wait for each other and for nobody else. Rows without a queue, also those that the version before
-- writes while both run, wait in the queue of their channel.
alter table jsjb.outbox add column queue text;
create index outbox_queue on jsjb.outbox (coalesce(queue, channel), next_attempt_at, effect_id) where status = 'pending';
create index outbox_dead_queue on jsjb.outbox (coalesce(queue, channel), created_at, effect_id) where status = 'dead';

-- How a connection does, as all nodes see it. While it fails its effects are held, and one at a time is tried.
create table jsjb.delivery_queue (
    queue         text primary key,
    failures      integer not null check (failures >= 0),
    probes        integer not null default 0 check (probes >= 0),
    failing_since timestamptz,
    next_probe_at timestamptz,
    last_error    text,
    failed_at     timestamptz not null,
    check ((failing_since is null) = (next_probe_at is null))
);
