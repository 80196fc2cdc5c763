-- From when versions are out of force.
-- Index: none, a few hundred rows at most.
select hash, retired_from from jsjb.definition_retirement
