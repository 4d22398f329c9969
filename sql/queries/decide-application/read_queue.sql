-- How the stream of applications is kept up with: those that wait for their first run, and the runs of the last day.
-- Parameters: none.
-- Rows: one; the last three columns are null when there was no run.
with waiting as (
    select count(*) as waiting,
           coalesce(extract(epoch from now() - min(submitted_at)), 0)::float8 as oldest_wait_seconds
    from loan_order
    where decided_at is null and ended_at is null
), arrived as (
    select extract(epoch from r.created_at - o.submitted_at) as lag, r.created_at
    from decision_run r
    join loan_order o on o.id = r.order_id
    where r.cause = 'arrival' and r.created_at > now() - interval '24 hours'
)
select w.waiting, w.oldest_wait_seconds, (select count(*) from arrived) as decided_24h,
       (select percentile_cont(0.5) within group (order by lag)::float8 from arrived) as median_lag_seconds,
       (select percentile_cont(0.99) within group (order by lag)::float8 from arrived) as p99_lag_seconds,
       (select utc(max(created_at)) from arrived) as last_decided_at
from waiting w
