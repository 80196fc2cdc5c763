-- Releases up to 2026-11-30 kept three histories of migrations, one for each schema. What the other two say was applied goes into the one
-- that is left, before anything is migrated; without them nothing happens.
do $$
declare
    former text;
begin
    if to_regclass('jsjb.schema_history') is null then return; end if;
    foreach former in array array['identity.migration', 'desk.migration'] loop
        if to_regclass(former) is not null then
            execute format('insert into jsjb.schema_history (migration_id, product_version) select migration_id, product_version from %s on conflict do nothing', former);
        end if;
    end loop;
end $$;
