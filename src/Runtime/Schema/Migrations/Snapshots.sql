-- The journal holds every step, so the state need not be written at each: it is the last snapshot and the entries after it.
-- A row without its state is small, stays in its page when it changes, and costs the log a hundredth.
alter table jsjb.case_state add column state_version bigint not null default 0;
update jsjb.case_state set state_version = version;
alter table jsjb.case_state alter column state drop not null;
alter table jsjb.case_state add check ((state is null) = (state_version = 0));
alter table jsjb.case_state add check (state_version between 0 and version);
-- Never beside the other columns: these change at each step, the snapshot does not.
alter table jsjb.case_state set (toast_tuple_target = 512);

-- ticket_subject_latest begins with the same column: one entry less for every change of a ticket.
drop index jsjb.ticket_subject;
