-- Keeps what a run of a scheduled function did.
-- Parameters: run_id uuid, job text, seconds double (since its start), found integer, done integer, failed integer,
-- error text? (the code of the first failure).
-- Rows: one.
insert into job_run (id, job, started_at, found, done, failed, error)
values (:run_id, :job, now() - make_interval(secs => :seconds), :found, :done, :failed, :error)
returning true as kept
