-- Codes besides the password for local accounts, and links with which an operator lets somebody choose a new password.

alter table account
    add column totp_sealed   bytea,
    add column totp_offered  bytea,
    add column totp_step     bigint not null default 0,
    add column totp_failures integer not null default 0;

create table recovery_code (
    id         uuid primary key,
    account_id uuid not null references account on delete cascade,
    code_hash  bytea not null,
    unique (account_id, code_hash)
);

create table password_reset (
    id         uuid primary key,
    account_id uuid not null references account on delete cascade,
    token_hash bytea not null unique,
    created_at timestamptz not null,
    expires_at timestamptz not null
);
