-- Recordings of terminals. They outlive the app and the account that they show, and go with the team or when their time is over.

alter table project add column recorded boolean not null default false;

create table recording (
    id          uuid primary key,
    team_id     uuid not null references team on delete cascade,
    project_id  uuid not null,
    app_id      uuid not null,
    app_name    text not null,
    account_id  uuid not null,
    actor       text not null,
    credential  text not null,
    address     text not null,
    instance_id uuid,
    command     text not null,
    width       integer not null,
    height      integer not null,
    started_at  timestamptz not null,
    ended_at    timestamptz,
    exit_code   integer,
    bytes       bigint not null
);
create index recording_list on recording (team_id, started_at, id);
create index recording_age on recording (ended_at);

create table recording_part (
    recording_id uuid not null references recording on delete cascade,
    number       integer not null,
    team_id      uuid not null references team on delete cascade,
    sealed       bytea not null,
    primary key (recording_id, number)
);

do $$
declare
    name text;
    scope constant text := '(select current_setting(''slipway.teams'', true))';
    everything constant text := '(select current_setting(''slipway.teams'', true)) = ''*''';
    teams constant text := '((select string_to_array(current_setting(''slipway.teams'', true), '',''))::text[])';
begin
    foreach name in array array['recording', 'recording_part'] loop
        execute format('alter table %I enable row level security', name);
        execute format(
            'create policy of_its_team on %I to %I using (%s or team_id::text = any %s)',
            name, '${app-role}', everything, teams);
        execute format('create policy of_the_loops on %I to %I using (%s = ''~'')', name, '${app-role}', scope);
    end loop;
end $$;

-- The platform's own loops see that there are recordings, but of none what it shows.
create policy not_for_the_loops on recording_part as restrictive to "${app-role}"
    using ((select current_setting('slipway.teams', true)) is distinct from '~');
