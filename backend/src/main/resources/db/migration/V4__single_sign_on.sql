-- Accounts of a company's provider. "provided" memberships come from its groups and go with them.

create table provider_account (
    id         uuid primary key,
    account_id uuid not null references account on delete cascade,
    issuer     text not null,
    subject    text not null,
    unique (issuer, subject)
);

-- The provider's own session, so that its back-channel logout ends ours.
alter table session
    add column provider_session text,
    add column provider_subject text;

alter table member add column provided boolean not null default false;
