-- How the stream of applications is kept up with: those that wait for their first run, and the runs of the last day;
-- the lag is that of the newest thousand.
-- Parameters: none.
-- Rows: one; the last three columns are null when there was no run.
with waiting as (
    select count(*) as waiting,
           coalesce(extract(epoch from now() - min(submitted_at)), 0)::float8 as oldest_wait_seconds
    from loan_order
    where decided_at is null and ended_at is null
), arrived as (
    select id, order_id, created_at
    from decision_run
    where cause = 'arrival' and created_at > now() - interval '24 hours'
), newest as (
    select extract(epoch from r.created_at - o.submitted_at) as lag
    from (select order_id, created_at from arrived order by created_at desc limit 1000) r
    join loan_order o on o.id = r.order_id
)
select w.waiting, w.oldest_wait_seconds,
       (select count(*) from job_retry r join loan_order o on o.id = r.item_id
        where r.job = 'decide-application' and o.decided_at is null and o.ended_at is null) as failing,
       (select count(*) from arrived) as decided_24h,
       (select percentile_cont(0.5) within group (order by lag)::float8 from newest) as median_lag_seconds,
       (select percentile_cont(0.99) within group (order by lag)::float8 from newest) as p99_lag_seconds,
       (select utc(max(created_at)) from arrived) as last_decided_at
from waiting w
