-- Same words as the API: team, project, app, build, release, deployment, instance.
-- Every row below a team carries team_id, so that a query can be bounded without joins.

create table account (
    id            uuid primary key,
    email         text not null unique,
    name          text not null,
    password_hash text,
    operator      boolean not null,
    created_at    timestamptz not null
);

create table session (
    id         uuid primary key,
    account_id uuid not null references account on delete cascade,
    token_hash bytea not null unique,
    created_at timestamptz not null,
    expires_at timestamptz not null
);

create table api_token (
    id         uuid primary key,
    account_id uuid not null references account on delete cascade,
    name       text not null,
    token_hash bytea not null unique,
    created_at timestamptz not null
);

create table ticket (
    hash          bytea primary key,
    account_id    uuid not null references account on delete cascade,
    credential    text not null,
    credential_id uuid not null,
    action        text not null,
    target        uuid not null,
    instance      uuid,
    expires_at    timestamptz not null
);

create table team (
    id         uuid primary key,
    slug       text not null unique,
    name       text not null,
    created_at timestamptz not null
);

create table member (
    id         uuid primary key,
    team_id    uuid not null references team on delete cascade,
    account_id uuid not null references account on delete cascade,
    role       text not null,
    unique (team_id, account_id)
);

create table project (
    id         uuid primary key,
    team_id    uuid not null references team,
    slug       text not null unique,
    name       text not null,
    created_at timestamptz not null
);

create table app (
    id                 uuid primary key,
    team_id            uuid not null references team,
    project_id         uuid not null references project,
    name               text not null,
    slug               text not null,
    repository         text not null,
    branch             text,
    folder             text not null,
    dockerfile         text,
    port               integer,
    memory             bigint not null,
    cpus               numeric(6, 3) not null,
    instances          integer not null,
    suspended          boolean not null,
    deleting           boolean not null,
    current_release_id uuid,
    last_build         integer not null,
    last_release       integer not null,
    last_deployment    integer not null,
    last_environment   integer not null,
    created_at         timestamptz not null,
    updated_at         timestamptz not null,
    unique (project_id, slug)
);
create index app_team on app (team_id);

create table environment_version (
    id         uuid primary key,
    app_id     uuid not null references app on delete cascade,
    version    integer not null,
    created_at timestamptz not null,
    unique (app_id, version)
);

create table variable (
    id                     uuid primary key,
    environment_version_id uuid not null references environment_version on delete cascade,
    name                   text not null,
    secret                 boolean not null,
    plain                  text,
    sealed                 bytea,
    unique (environment_version_id, name),
    check ((plain is null) <> (sealed is null))
);

create table build (
    id             uuid primary key,
    app_id         uuid not null references app on delete cascade,
    team_id        uuid not null references team,
    number         integer not null,
    status         text not null,
    ref            text,
    commit_id      text,
    commit_message text,
    commit_author  text,
    commit_at      timestamptz,
    failure        text,
    image_id       text,
    cancelling     boolean not null,
    attempts       integer not null,
    created_at     timestamptz not null,
    started_at     timestamptz,
    finished_at    timestamptz,
    unique (app_id, number)
);
create index build_open on build (created_at) where status in ('QUEUED', 'FETCHING', 'BUILDING');

create table build_stage (
    id          uuid primary key,
    build_id    uuid not null references build on delete cascade,
    ordinal     integer not null,
    name        text not null,
    status      text not null,
    started_at  timestamptz,
    finished_at timestamptz,
    unique (build_id, ordinal)
);

create table build_line (
    build_id uuid not null references build on delete cascade,
    seq      bigint not null,
    at       timestamptz not null,
    stream   text not null,
    text     text not null,
    primary key (build_id, seq)
);

create table release (
    id                  uuid primary key,
    app_id              uuid not null references app on delete cascade,
    team_id             uuid not null references team,
    number              integer not null,
    build_id            uuid not null references build on delete cascade,
    image_id            text not null,
    environment_version integer not null,
    created_at          timestamptz not null,
    unique (app_id, number)
);

create table deployment (
    id          uuid primary key,
    app_id      uuid not null references app on delete cascade,
    team_id     uuid not null references team,
    number      integer not null,
    release_id  uuid not null references release on delete cascade,
    status      text not null,
    failure     text,
    created_at  timestamptz not null,
    finished_at timestamptz,
    unique (app_id, number)
);
create index deployment_open on deployment (created_at) where status = 'RUNNING';

create table deployment_step (
    id            uuid primary key,
    deployment_id uuid not null references deployment on delete cascade,
    ordinal       integer not null,
    name          text not null,
    status        text not null,
    detail        text,
    started_at    timestamptz,
    finished_at   timestamptz,
    unique (deployment_id, ordinal)
);

create table instance (
    id             uuid primary key,
    app_id         uuid not null references app on delete cascade,
    team_id        uuid not null references team,
    deployment_id  uuid not null references deployment on delete cascade,
    release_number integer not null,
    ordinal        integer not null,
    container_id   text,
    status         text not null,
    exit_code      integer,
    oom_killed     boolean not null,
    detail         text,
    created_at     timestamptz not null,
    started_at     timestamptz,
    finished_at    timestamptz,
    unique (deployment_id, ordinal)
);
create index instance_app on instance (app_id, created_at);
