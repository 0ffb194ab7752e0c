-- A narrower scope for the platform's own loops ("~"): they see what every team has to do, and of what holds secrets nothing until
-- their transaction names one team (dev.slipway.platform.Rows.enter). "*" stays for what concerns all of it, such as a rotation of keys.
-- A table that is made later is not shown to the loops unless its migration has such a policy, too.
do $$
declare
    name text;
    scope constant text := '(select current_setting(''slipway.teams'', true))';
begin
    for name in
        select relname from pg_class
        where relkind = 'r' and relnamespace = 'public'::regnamespace and relrowsecurity
    loop
        execute format('create policy of_the_loops on %I to %I using (%s = ''~'')', name, '${app-role}', scope);
    end loop;
    foreach name in array array['environment_version', 'variable', 'deploy_key', 'repository_token', 'data_key'] loop
        execute format(
            'create policy not_for_the_loops on %I as restrictive to %I using (%s is distinct from ''~'' %s)',
            name, '${app-role}', scope, case name when 'data_key' then 'or team_id is null' else '' end);
    end loop;
end $$;
