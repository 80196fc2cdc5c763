-- Removes sessions that ended at least a week ago, some thousands at a time.
-- Index: that of the ends of sessions; the primary key.
delete from identity.session where id in (select id from identity.session where ends_at < now() - interval '7 days' order by ends_at limit 5000)
