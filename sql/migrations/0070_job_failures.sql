-- When an item of a scheduled function failed last; an item that is done is forgotten.
alter table job_retry add column if not exists failed_at timestamptz not null default now();
grant delete on job_retry to rongtong_app;
