-- The Dockerfile that a team wrote for an app instead of the repository's or the generated one, and the one each build used.

alter table app add column recipe text;

create table build_recipe (
    build_id   uuid primary key references build on delete cascade,
    origin     text not null,
    kind       text not null,
    dockerfile text not null
);

alter table build_recipe enable row level security;
create policy of_its_owner on build_recipe to "${app-role}" using (
    (select current_setting('slipway.teams', true)) = '*'
    or exists (select from build owner where owner.id = build_id));
