-- Each run of the rules over an order: which versions, which values they read, what came of it. `inputs` and `result`
-- are text, so that a replay can be held against them byte by byte.
create table if not exists decision_run (
    id           uuid primary key,
    order_id     uuid not null references loan_order (id),
    cause        text not null,
    requested_by uuid references account (id),
    outcome      text not null,
    reasons      text[] not null,
    version_ids  uuid[] not null,
    score_id     uuid references score (id),
    consent_id   uuid references consent (id),
    inputs       text not null,
    result       text not null,
    created_at   timestamptz not null default now(),
    constraint decision_run_cause check (cause in ('arrival', 'request')),
    constraint decision_run_outcome check (outcome in ('approve', 'refer', 'refuse'))
);
create unique index if not exists decision_run_arrival on decision_run (order_id) where cause = 'arrival';
create index if not exists decision_run_by_order on decision_run (order_id, created_at desc, id);
create table if not exists shadow_run (
    run_id     uuid not null references decision_run (id),
    version_id uuid not null references rule_version (id),
    outcome    text not null,
    reasons    text[] not null,
    differs    boolean not null,
    created_at timestamptz not null default now(),
    primary key (run_id, version_id),
    constraint shadow_run_outcome check (outcome in ('approve', 'refer', 'refuse'))
);
create index if not exists shadow_run_by_version on shadow_run (version_id, created_at desc);
create or replace trigger decision_run_append_only before update or delete or truncate on decision_run
    for each statement execute function refuse_rewriting();
grant select, insert on decision_run, shadow_run to rongtong_app;

-- The orders that wait for their first run.
alter table loan_order add column if not exists decided_at timestamptz;
create index if not exists loan_order_undecided on loan_order (submitted_at, id)
    where decided_at is null and ended_at is null;
