-- A system outside that calls the platform with a client id and a secret (OAuth 2.0 client credentials). The secret is
-- 256 random bits, so its digest alone is kept.
create table if not exists partner (
    id                  uuid primary key,
    name                text not null,
    client_id           text not null,
    secret_sha256       bytea not null,
    scopes              text[] not null,
    requests_per_minute integer not null default 600,
    state               text not null default 'active',
    created_at          timestamptz not null default now(),
    constraint partner_client_id_unique unique (client_id),
    constraint partner_client_id_shape check (client_id ~ '^[a-z0-9-]{4,40}$'),
    constraint partner_secret check (length(secret_sha256) = 32),
    constraint partner_requests check (requests_per_minute between 1 and 1000000),
    constraint partner_state check (state in ('active', 'suspended'))
);
grant select on partner to rongtong_app;
