-- Finds the open cases of a definition version page by page, in the order of their ids. A faulted case is open: moving it to
-- a mended version is how it goes on. The index before it, by hash and status, served the same question without the order.
create index case_state_open on jsjb.case_state (definition_hash, case_id) where status = 'Running' or sub_status = 'Faulted';
drop index jsjb.case_state_definition;
