-- Listens for what other nodes say that changed. The channel is an identifier, which no parameter can be.
-- {channel}: its name.
-- Index: none, no table.
listen {channel}
