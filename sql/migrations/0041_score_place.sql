-- Where a score lies in the population that trained its model, for the drift of scores and inputs (R-07). What was
-- measured stands day by day, so that a drift is seen to come.
alter table score add column if not exists place jsonb;
create table if not exists model_drift (
    model         text not null,
    model_version text not null,
    day           date not null,
    scores        bigint not null,
    psi           numeric(9, 4) not null,
    level         text not null,
    report        jsonb not null,
    measured_at   timestamptz not null default now(),
    primary key (model, model_version, day),
    constraint model_drift_level check (level in ('too_few', 'stable', 'watch', 'act'))
);
grant select, insert, update on model_drift to rongtong_app;
