-- Puts off an item that failed: a minute after the first time, twice as long after each further one, a day at most.
-- Parameters: job text, item_id uuid, error text (the code of the failure).
-- Rows: one.
insert into job_retry (job, item_id, last_error, retry_at)
values (:job, :item_id, :error, now() + interval '1 minute')
on conflict (job, item_id) do update
set attempts = job_retry.attempts + 1, last_error = excluded.last_error,
    retry_at = now() + least(interval '1 day', interval '1 minute' * power(2, least(job_retry.attempts, 11)))
returning attempts
