-- The second person: whoever wrote any of a draft does not review it, and a retirement waits until somebody else confirms it.

-- Everybody whose text a draft ever held. Old texts of a draft are dropped, its authors are not.
create table jsjb.draft_author (
    draft_id uuid not null references jsjb.draft (draft_id),
    author   text not null,
    at       timestamptz not null,
    primary key (draft_id, author)
);
-- The log knows the authors of texts that were dropped meanwhile.
insert into jsjb.draft_author (draft_id, author, at)
select draft_id, actor, min(at) from jsjb.governance_log
where draft_id is not null and action in ('created', 'saved') and exists (select from jsjb.draft where draft.draft_id = governance_log.draft_id)
group by draft_id, actor;

-- Also where an earlier version of the program saves: the first text is left to the program, since it may be a copy of what is published.
create function jsjb.note_draft_author() returns trigger language plpgsql as $$
begin
    insert into jsjb.draft_author (draft_id, author, at) values (new.draft_id, new.saved_by, new.saved_at) on conflict do nothing;
    return new;
end $$;
create trigger draft_revision_author after insert on jsjb.draft_revision
    for each row when (new.accepted and new.revision > 1) execute function jsjb.note_draft_author();

create function jsjb.refuse_review_by_author() returns trigger language plpgsql as $$
begin
    if exists (select from jsjb.draft_author where draft_id = new.draft_id and author = new.reviewed_by) then
        raise exception 'who wrote any of a draft does not review it' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger draft_second_person before update of reviewed_by on jsjb.draft
    for each row when (new.reviewed_by is not null and new.reviewed_by is distinct from old.reviewed_by) execute function jsjb.refuse_review_by_author();

create table jsjb.retirement_proposal (
    proposal_id   uuid primary key,
    definition_id text not null,
    hash          text not null references jsjb.definition (hash),
    version       int not null,
    retired_from  timestamptz,
    note          text,
    state         text not null check (state in ('open', 'confirmed', 'withdrawn')),
    proposed_by   text not null,
    proposed_at   timestamptz not null,
    decided_by    text,
    decided_at    timestamptz,
    decision_note text,
    check ((state = 'open') = (decided_by is null)),
    -- Four eyes: whoever proposed it does not confirm it.
    check (state <> 'confirmed' or decided_by <> proposed_by)
);
create unique index retirement_proposal_open on jsjb.retirement_proposal (hash) where state = 'open';
create index retirement_proposal_name on jsjb.retirement_proposal (definition_id, proposed_at desc);
