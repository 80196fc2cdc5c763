-- Codes sent to phones: neither code nor number stands here, only keyed digests. What counts against the limits of an hour, and what proves
-- a phone for half an hour; older rows are deleted.
create table jsjb.identity_check (
    check_id    uuid primary key,
    subject_id  text not null,
    address     bytea not null,
    created_by  text not null,
    digest      bytea not null,
    sent_by     text not null,
    created_at  timestamptz not null,
    expires_at  timestamptz not null,
    tries       integer not null default 0,
    verified_at timestamptz
);
create index identity_check_subject on jsjb.identity_check (subject_id, created_at);
create index identity_check_address on jsjb.identity_check (address, created_at);
create index identity_check_account on jsjb.identity_check (created_by, created_at);
create index identity_check_old on jsjb.identity_check (created_at);
