-- The answer given to a creating request, kept under the caller's key, so that a repeated request gets the same one.
create table if not exists idempotency (
    account_id   uuid not null references account (id),
    key          text not null,
    operation    text not null,
    request_hash bytea not null,
    response     jsonb not null,
    created_at   timestamptz not null default now(),
    primary key (account_id, key)
);
create index if not exists idempotency_by_age on idempotency (created_at);
grant select, insert on idempotency to rongtong_app;
