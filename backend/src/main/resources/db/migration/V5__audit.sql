-- What was done, by whom. Only ever added to: neither the control plane's role nor the owner's code changes a row, and
-- each row's hash covers the one before (dev.slipway.audit.AuditChain). No foreign keys: a record outlives what it is of.

create table audit_entry (
    seq        bigint primary key,
    at         timestamptz not null,
    team_id    uuid,
    account_id uuid,
    actor      text not null,
    credential text not null,
    action     text not null,
    target     text not null,
    address    text not null,
    status     integer not null,
    hash       bytea not null
);
create index audit_team on audit_entry (team_id, seq);

alter table audit_entry enable row level security;
create policy of_its_team on audit_entry to "${app-role}" using (
    (select current_setting('slipway.teams', true)) = '*'
    or team_id::text = any ((select string_to_array(current_setting('slipway.teams', true), ','))::text[]));
revoke update, delete, truncate on audit_entry from "${app-role}";

create function audit_entry_stays() returns trigger language plpgsql as $$
begin
    raise exception 'the audit is only added to';
end $$;
create trigger audit_entry_stays before update or delete or truncate on audit_entry
    for each statement execute function audit_entry_stays();
