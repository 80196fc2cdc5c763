-- Takes a block of serials from the sequence; its increment is the size of the block.
-- Index: none, a sequence.
select nextval('jsjb.ticket_serial')
