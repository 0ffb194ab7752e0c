-- What was done under a caller's Idempotency-Key. Only digests of key and request; the answer is sealed.

create table idempotency_key (
    hash       bytea primary key,
    account_id uuid not null references account on delete cascade,
    request    bytea not null,
    taken_at   timestamptz not null,
    status     integer,
    answer     bytea
);
create index idempotency_key_age on idempotency_key (taken_at);
create index idempotency_key_account on idempotency_key (account_id);
