-- Roles that teams put together from permissions. "role" stays one of the four, the lowest for whoever has a role of their
-- team's own, so that the version before runs on this schema and gives nobody more than they have.

create table custom_role (
    id          uuid primary key,
    team_id     uuid not null references team on delete cascade,
    slug        text not null,
    name        text not null,
    permissions text not null,
    created_at  timestamptz not null,
    unique (team_id, slug)
);

alter table member add column custom_role_id uuid references custom_role;
alter table project_member add column custom_role_id uuid references custom_role;
alter table invitation add column custom_role_id uuid references custom_role;

alter table custom_role enable row level security;
create policy of_its_team on custom_role to "${app-role}" using (
    (select current_setting('slipway.teams', true)) = '*'
    or team_id::text = any ((select string_to_array(current_setting('slipway.teams', true), ','))::text[]));
