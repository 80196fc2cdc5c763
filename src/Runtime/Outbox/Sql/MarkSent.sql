-- Marks an effect as sent.
-- $1 text the effect, $2 timestamptz now.
-- Index: outbox_pkey.
update jsjb.outbox set status = 'sent', sent_at = $2, last_error = null where effect_id = $1 and status <> 'sent'
