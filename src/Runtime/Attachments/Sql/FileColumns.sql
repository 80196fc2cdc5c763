-- Part of a select list: a file a with its key k.
-- Index: none of its own.
a.attachment_id, encode(a.sha256, 'hex') as sha256, a.content_type, a.size, a.name, a.uploaded_by, a.created_at, a.key_id, k.subject_id, k.wrapped_key
