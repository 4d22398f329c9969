-- Keeps what a run of a scheduled function did, and forgets the failures of what is done now.
-- Parameters: run_id uuid, job text, seconds double (since its start), found integer, done integer, failed integer,
-- error text? (the code of the first failure), settled text[] (the items that are done).
-- Rows: one.
with settled as (
    delete from job_retry where job = :job and item_id = any (:settled::text[]::uuid[])
)
insert into job_run (id, job, started_at, found, done, failed, error)
values (:run_id, :job, now() - make_interval(secs => :seconds), :found, :done, :failed, :error)
returning true as kept
