-- Hooks of git hosts, which start builds, and hooks of teams, which are told of events.

create table push_hook (
    id           uuid primary key,
    app_id       uuid not null unique references app on delete cascade,
    team_id      uuid not null references team,
    secret       bytea not null,
    created_at   timestamptz not null,
    last_at      timestamptz,
    last_outcome text
);

-- What came already, by the host's id and by content, so that it builds nothing a second time.
create table push_delivery (
    push_hook_id uuid not null references push_hook on delete cascade,
    name         text not null,
    at           timestamptz not null,
    primary key (push_hook_id, name)
);
create index push_delivery_age on push_delivery (at);

create table webhook (
    id         uuid primary key,
    team_id    uuid not null references team on delete cascade,
    url        text not null,
    events     text not null,
    secret     bytea not null,
    active     boolean not null,
    created_at timestamptz not null
);
create index webhook_team on webhook (team_id);

create table webhook_delivery (
    id          uuid primary key,
    webhook_id  uuid not null references webhook on delete cascade,
    team_id     uuid not null references team on delete cascade,
    event       text not null,
    occasion    text not null,
    payload     text not null,
    status      text not null,
    attempts    integer not null,
    created_at  timestamptz not null,
    next_at     timestamptz,
    answer      integer,
    detail      text,
    finished_at timestamptz,
    unique (webhook_id, occasion)
);
create index webhook_delivery_waiting on webhook_delivery (next_at) where status = 'WAITING';
create index webhook_delivery_list on webhook_delivery (webhook_id, created_at, id);

do $$
declare
    name text;
    everything constant text := '(select current_setting(''slipway.teams'', true)) = ''*''';
    teams constant text := '((select string_to_array(current_setting(''slipway.teams'', true), '',''))::text[])';
begin
    foreach name in array array['push_hook', 'webhook', 'webhook_delivery'] loop
        execute format('alter table %I enable row level security', name);
        execute format(
            'create policy of_its_team on %I to %I using (%s or team_id::text = any %s)',
            name, '${app-role}', everything, teams);
    end loop;
    alter table push_delivery enable row level security;
    execute format(
        'create policy of_its_owner on push_delivery to %I using (%s or exists'
        || ' (select from push_hook owner where owner.id = push_hook_id))',
        '${app-role}', everything);
end $$;
