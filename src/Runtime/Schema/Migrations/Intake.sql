-- Files that people attach. The content lies encrypted in parts, under a key of the vault: whoever destroys a person's keys
-- destroys the person's files. A file is loose until a command names it; then it belongs to that case and to no other.
create table jsjb.attachment (
    attachment_id uuid primary key,
    key_id        uuid not null,
    uploaded_by   text not null,
    case_id       uuid,
    command_id    uuid,
    claimed_at    timestamptz,
    content_type  text not null,
    size          bigint check (size >= 0),
    sha256        bytea check (length(sha256) = 32),
    name          bytea,
    created_at    timestamptz not null,
    -- Neither is known until all of it has come.
    check ((size is null) = (sha256 is null)),
    check (case_id is null or sha256 is not null),
    check ((case_id is null) = (claimed_at is null))
);
create index attachment_case on jsjb.attachment (case_id, created_at) where case_id is not null;
-- Loose files are counted by account and swept by age.
create index attachment_loose on jsjb.attachment (uploaded_by, created_at) where case_id is null;
create index attachment_stale on jsjb.attachment (created_at) where case_id is null;

create table jsjb.attachment_part (
    attachment_id uuid not null references jsjb.attachment on delete cascade,
    ordinal       integer not null check (ordinal >= 0),
    nonce         bytea not null check (length(nonce) = 12),
    ciphertext    bytea not null,
    primary key (attachment_id, ordinal)
);
alter table jsjb.attachment_part alter column ciphertext set storage external;

-- Whose petitioner the handlers must not know: such tickets are not found by phone by those who handle them.
alter table jsjb.ticket add column confidential boolean not null default false;

-- Similar tickets: the latest of one person, and the latest of one class in one place.
create index ticket_subject_latest on jsjb.ticket (subject_id, accepted_at desc) where subject_id is not null;
create index ticket_place_latest on jsjb.ticket (street_code, class_code, accepted_at desc) where street_code is not null and class_code is not null;
