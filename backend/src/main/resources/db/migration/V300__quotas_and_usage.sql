-- What a team may use, where it differs from the platform's own limits, and what it has used (dev.slipway.quota). The row is
-- also the lock behind which a team's requests take their turn, so that two cannot both take the last of something.

create table quota (
    team_id        uuid primary key references team on delete cascade,
    cpus           numeric(9, 3),
    memory         bigint,
    instances      bigint,
    disk           bigint,
    build_minutes  bigint,
    log_bytes      bigint,
    registry_bytes bigint,
    disk_used      bigint not null default 0, -- as the engine last counted it
    updated_at     timestamptz not null
);

-- No foreign key to the app: what it has used stays when it goes.
create table usage_hour (
    team_id             uuid not null references team on delete cascade,
    app_id              uuid, -- null: builds, and whatever else the team ran
    app_name            text not null,
    hour                timestamptz not null,
    cpu_nanos           bigint not null,
    memory_byte_seconds numeric(30) not null,
    sent_bytes          bigint not null
);
create unique index usage_hour_of on usage_hour (team_id, app_id, hour) nulls not distinct;
create index usage_hour_when on usage_hour (hour);

-- The engine's counters as they were last seen; their growth is what was used since.
create table usage_counter (
    team_id    uuid not null references team on delete cascade,
    source     text not null,
    cpu_nanos  bigint not null,
    sent_bytes bigint not null,
    at         timestamptz not null,
    primary key (team_id, source)
);

alter table build add column log_bytes bigint not null default 0;
update build set log_bytes = coalesce(
    (select sum(octet_length(line.text)) from build_line line where line.build_id = build.id), 0);

do $$
declare
    name text;
begin
    foreach name in array array['quota', 'usage_hour', 'usage_counter'] loop
        execute format('alter table %I enable row level security', name);
        execute format(
            'create policy of_its_team on %I to %I using ((select current_setting(''slipway.teams'', true)) = ''*'''
            ' or team_id::text = any ((select string_to_array(current_setting(''slipway.teams'', true), '',''))::text[]))',
            name, '${app-role}');
    end loop;
end $$;
