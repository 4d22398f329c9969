-- Puts off an item that failed: a minute after the first time, twice as long after each further one, a day at most. The
-- first failure of a job within a day raises the alarm.
-- Parameters: job text, item_id uuid, error text (the code of the failure).
-- Rows: one.
with put as (
    insert into job_retry (job, item_id, last_error, retry_at)
    values (:job, :item_id, :error, now() + interval '1 minute')
    on conflict (job, item_id) do update
    set attempts = job_retry.attempts + 1, last_error = excluded.last_error, failed_at = now(),
        retry_at = now() + least(interval '1 day', interval '1 minute' * power(2, least(job_retry.attempts, 11)))
    returning attempts
), alarm as (
    insert into inbox (kind, role, payload)
    select 'engine_failed', 'operator', jsonb_build_object('engine', :job::text)
    from put
    where not exists (
        select from inbox
        where role = 'operator' and created_at > now() - interval '1 day' and kind = 'engine_failed'
          and payload ->> 'engine' = :job)
)
select attempts from put
