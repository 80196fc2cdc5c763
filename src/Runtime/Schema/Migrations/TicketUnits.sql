-- The units that take or took part in a ticket: lead, co-handling, whistled for, coordinating, informed, or given a task.
-- Written in the commit of the step that brought the unit in, never removed. accepted_at is the ticket's, so that a unit's
-- list is one index range in the order in which it is shown.
create table jsjb.ticket_partner (
    case_id     uuid not null,
    unit_code   text not null,
    accepted_at timestamptz not null,
    primary key (case_id, unit_code)
);
create index ticket_partner_list on jsjb.ticket_partner (unit_code, accepted_at desc, case_id desc);

insert into jsjb.ticket_partner (case_id, unit_code, accepted_at)
select case_id, lead_unit, accepted_at from jsjb.ticket where lead_unit is not null
union
select k.case_id, k.unit_code, t.accepted_at from jsjb.task k join jsjb.ticket t using (case_id) where k.unit_code is not null;

-- A flag (Art. 35) is a case of its own about a ticket: no list of tickets shows it.
alter table jsjb.ticket add column flag_of uuid;
create index ticket_flags on jsjb.ticket (flag_of, accepted_at) where flag_of is not null;
