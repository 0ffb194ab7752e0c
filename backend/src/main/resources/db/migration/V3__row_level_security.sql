-- The second wall between teams. The control plane connects as a role that owns nothing; every connection says for which
-- teams it works ("slipway.teams": ids with commas, or * for the platform's own loops), and rows of others do not exist.
-- The first wall is the policy of every door (dev.slipway.tenancy.Policy).

grant usage on schema public to "${app-role}";
grant select, insert, update, delete on all tables in schema public to "${app-role}";
alter default privileges in schema public grant select, insert, update, delete on tables to "${app-role}";
revoke all on flyway_schema_history from "${app-role}";

-- Sub-selects, so that the setting is read once per statement and not per row; texts, so that nothing can fail to parse.
do $$
declare
    name text;
    everything constant text := '(select current_setting(''slipway.teams'', true)) = ''*''';
    teams constant text := '((select string_to_array(current_setting(''slipway.teams'', true), '',''))::text[])';
begin
    foreach name in array array['project', 'app', 'build', 'release', 'deployment', 'instance', 'invitation'] loop
        execute format('alter table %I enable row level security', name);
        execute format(
            'create policy of_its_team on %I to %I using (%s or team_id::text = any %s)',
            name, '${app-role}', everything, teams);
    end loop;
end $$;

-- Rows without a team of their own are as visible as what they belong to.
do $$
declare
    pair text[];
    everything constant text := '(select current_setting(''slipway.teams'', true)) = ''*''';
begin
    foreach pair slice 1 in array array[
        ['project_member', 'project'],
        ['environment_version', 'app'],
        ['variable', 'environment_version'],
        ['build_stage', 'build'],
        ['build_line', 'build'],
        ['deployment_step', 'deployment']] loop
        execute format('alter table %I enable row level security', pair[1]);
        execute format(
            'create policy of_its_owner on %I to %I using (%s or exists (select from %I owner where owner.id = %I))',
            pair[1], '${app-role}', everything, pair[2], pair[2] || '_id');
    end loop;
end $$;
