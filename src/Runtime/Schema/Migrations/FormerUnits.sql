-- Whether a unit still takes part in a ticket. A unit that lost it keeps the number, the class and what it did itself.
-- Null: written by an earlier release, which did not say; whoever reads works it out from the state. follows: the case that
-- the ticket was merged into, for whoever takes part in that one takes part in this one. left_class: the class that the ticket
-- had when the unit lost it.
alter table jsjb.ticket_partner add column is_current boolean;
alter table jsjb.ticket_partner add column follows uuid;
alter table jsjb.ticket_partner add column left_class text;
