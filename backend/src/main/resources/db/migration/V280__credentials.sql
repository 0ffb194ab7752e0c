-- What apps present to git hosts, and the keys those hosts have shown. Secrets are sealed (dev.slipway.platform.Vault).

create table deploy_key (
    app_id     uuid primary key references app on delete cascade,
    team_id    uuid not null references team,
    public_key text not null,
    sealed     bytea not null,
    created_at timestamptz not null
);

create table host_key (
    id         uuid primary key,
    project_id uuid not null references project on delete cascade,
    team_id    uuid not null references team,
    host       text not null,
    public_key text not null,
    created_at timestamptz not null,
    unique (project_id, host)
);

create table repository_token (
    id         uuid primary key,
    project_id uuid not null references project on delete cascade,
    team_id    uuid not null references team,
    host       text not null,
    username   text not null,
    sealed     bytea not null,
    created_at timestamptz not null,
    unique (project_id, host)
);

do $$
declare
    name text;
    everything constant text := '(select current_setting(''slipway.teams'', true)) = ''*''';
    teams constant text := '((select string_to_array(current_setting(''slipway.teams'', true), '',''))::text[])';
begin
    foreach name in array array['deploy_key', 'host_key', 'repository_token'] loop
        execute format('alter table %I enable row level security', name);
        execute format(
            'create policy of_its_team on %I to %I using (%s or team_id::text = any %s)',
            name, '${app-role}', everything, teams);
    end loop;
end $$;
