-- What must be told outside the platform, written with the change that causes it and delivered afterwards.
create table if not exists outbox (
    id             bigint generated always as identity primary key,
    kind           text not null,
    applicant_id   uuid references applicant (id),
    institution_id uuid references institution (id),
    officer_id     uuid references officer (id),
    payload        jsonb not null default '{}',
    created_at     timestamptz not null default now(),
    due_at         timestamptz not null default now(),
    attempts       integer not null default 0,
    delivered_at   timestamptz,
    last_error     text
);
create index if not exists outbox_waiting on outbox (due_at, id) where delivered_at is null;
grant select, insert, update on outbox to rongtong_app;
