-- Gives the serving role what Rights.sql states.
-- $1 name the role.
-- Index: none, the catalogue's own.
select jsjb.grant_service($1)
