-- Who may do what, more finely: tokens with a scope and an end, roles in projects, invitations.
-- Only additions with defaults, so that the version before still runs on this schema.

alter table api_token
    add column team_id      uuid references team on delete cascade,
    add column project_id   uuid references project on delete cascade,
    add column permissions  text,
    add column expires_at   timestamptz,
    add column last_used_at timestamptz;

alter table session
    add column address text,
    add column agent   text;

-- Null: a person. Otherwise the team whose program this is.
alter table account add column service_of uuid references team on delete cascade;

alter table project add column guarded boolean not null default false;

create table project_member (
    id         uuid primary key,
    project_id uuid not null references project on delete cascade,
    account_id uuid not null references account on delete cascade,
    role       text not null,
    unique (project_id, account_id)
);

create table invitation (
    id         uuid primary key,
    team_id    uuid not null references team on delete cascade,
    email      text not null,
    role       text not null,
    token_hash bytea not null unique,
    invited_by text not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    unique (team_id, email)
);
create index member_account on member (account_id);
