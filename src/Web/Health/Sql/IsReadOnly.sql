-- Whether the database takes no writes.
-- Index: none, no table.
select current_setting('transaction_read_only') = 'on'
