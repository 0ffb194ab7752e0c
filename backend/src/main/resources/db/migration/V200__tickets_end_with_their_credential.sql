-- A ticket of a provider's bearer token must not outlive that token; the token itself is in no row.

alter table ticket add column credential_until timestamptz;
