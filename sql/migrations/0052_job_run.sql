-- What the scheduled functions did: a row for each run that found something, and for each item that failed how often
-- and when it is tried again, so that one bad item neither stops a sweep nor is tried in every one.
create table if not exists job_run (
    id         uuid primary key,
    job        text not null,
    started_at timestamptz not null,
    ended_at   timestamptz not null default now(),
    found      integer not null,
    done       integer not null,
    failed     integer not null,
    error      text,
    constraint job_run_counts check (found >= done + failed)
);
create index if not exists job_run_by_job on job_run (job, started_at desc);
create table if not exists job_retry (
    job        text not null,
    item_id    uuid not null,
    attempts   integer not null default 1,
    last_error text not null,
    retry_at   timestamptz not null,
    primary key (job, item_id)
);
grant select, insert on job_run to rongtong_app;
grant select, insert, update on job_retry to rongtong_app;
