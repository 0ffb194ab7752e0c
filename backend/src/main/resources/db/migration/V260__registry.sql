-- The registry at /v2/: repositories of images, their manifests and tags; blobs are files, their rows say who has them.
-- Blobs belong to a team, never to the platform: what one team pushed, no other can find, mount or be spared to push.

create table registry_repository (
    id             uuid primary key,
    team_id        uuid not null references team on delete cascade,
    project_id     uuid references project on delete cascade,
    app_id         uuid references app on delete cascade,
    name           text not null unique,
    immutable_tags boolean not null default false,
    created_at     timestamptz not null
);
create index registry_repository_team on registry_repository (team_id, name);
create index registry_repository_app on registry_repository (app_id) where app_id is not null;

create table registry_blob (
    team_id    uuid not null references team on delete cascade,
    digest     text not null,
    size       bigint not null,
    created_at timestamptz not null,
    primary key (team_id, digest)
);

-- Which repositories have a blob. "touched": last pushed, mounted or asked for, so that a push which is under way
-- does not lose what it has just seen to be there.
create table registry_blob_link (
    repository_id uuid not null references registry_repository on delete cascade,
    team_id       uuid not null references team on delete cascade,
    digest        text not null,
    touched_at    timestamptz not null,
    primary key (repository_id, digest),
    foreign key (team_id, digest) references registry_blob
);
create index registry_blob_link_blob on registry_blob_link (team_id, digest);

create table registry_manifest (
    repository_id uuid not null references registry_repository on delete cascade,
    team_id       uuid not null references team on delete cascade,
    digest        text not null,
    media_type    text not null,
    artifact_type text,
    subject       text,
    annotations   text,
    content       bytea not null,
    size          bigint not null,
    image_size    bigint not null,
    created_at    timestamptz not null,
    primary key (repository_id, digest)
);
create index registry_manifest_team on registry_manifest (team_id);
create index registry_manifest_subject on registry_manifest (repository_id, subject) where subject is not null;

-- What a manifest names: blobs, and manifests of an index.
create table registry_reference (
    repository_id uuid not null,
    team_id       uuid not null references team on delete cascade,
    manifest      text not null,
    digest        text not null,
    primary key (repository_id, manifest, digest),
    foreign key (repository_id, manifest) references registry_manifest on delete cascade
);
create index registry_reference_target on registry_reference (repository_id, digest);

-- "C": the distribution specification sorts tags by their bytes.
create table registry_tag (
    repository_id uuid not null,
    team_id       uuid not null references team on delete cascade,
    name          text collate "C" not null,
    digest        text not null,
    updated_at    timestamptz not null,
    primary key (repository_id, name),
    foreign key (repository_id, digest) references registry_manifest on delete cascade
);
create index registry_tag_manifest on registry_tag (repository_id, digest);

-- Releases are kept in the registry: by digest once they are there; "retired" when old ones made room.
alter table release
    add column image_digest  text,
    add column image_retired boolean not null default false;

-- Whether the engine still has what a build made.
alter table build add column on_engine boolean not null default true;

create table registry_upload (
    id            uuid primary key,
    team_id       uuid not null references team on delete cascade,
    repository_id uuid not null references registry_repository on delete cascade,
    touched_at    timestamptz not null
);
create index registry_upload_team on registry_upload (team_id);

do $$
declare
    name text;
    everything constant text := '(select current_setting(''slipway.teams'', true)) = ''*''';
    teams constant text := '((select string_to_array(current_setting(''slipway.teams'', true), '',''))::text[])';
begin
    foreach name in array array['registry_repository', 'registry_blob', 'registry_blob_link', 'registry_manifest',
            'registry_reference', 'registry_tag', 'registry_upload'] loop
        execute format('alter table %I enable row level security', name);
        execute format(
            'create policy of_its_team on %I to %I using (%s or team_id::text = any %s)',
            name, '${app-role}', everything, teams);
    end loop;
end $$;
