-- Keys of teams, and the platform's own, each wrapped by the master key, which is never in the database
-- (dev.slipway.platform.DataKeys). Values sealed before are sealed again when the platform starts.

create table data_key (
    id         uuid primary key,
    team_id    uuid references team on delete cascade, -- null: the platform's own
    purpose    text not null,
    master_key text not null,
    wrapped    bytea not null,
    created_at timestamptz not null,
    retired_at timestamptz
);
create unique index data_key_active on data_key (team_id, purpose) nulls not distinct where retired_at is null;

alter table data_key enable row level security;
create policy of_its_team on data_key to "${app-role}" using (
    (select current_setting('slipway.teams', true)) = '*'
    or team_id is null
    or team_id::text = any ((select string_to_array(current_setting('slipway.teams', true), ','))::text[]));
