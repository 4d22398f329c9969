-- What the engines did last, and what failed within a day: the newest twenty failures of each.
-- Parameters: none.
-- Rows: one per engine.
select e.engine, utc(r.started_at) as started_at, r.found, r.done, r.failed, r.error,
       (select count(*) from job_retry f where f.job = e.engine and f.failed_at > now() - interval '1 day') as failing,
       (select coalesce(jsonb_agg(jsonb_build_object('item_id', f.item_id, 'attempts', f.attempts,
            'error', f.last_error, 'failed_at', f.failed_at, 'retry_at', f.retry_at)
            order by f.failed_at desc), '[]')
        from (select * from job_retry
              where job = e.engine and failed_at > now() - interval '1 day'
              order by failed_at desc
              limit 20) f) as failures
from unnest(array ['decide-application', 'score-company', 'warn-loans']) with ordinality as e (engine, place)
left join lateral (
    select * from job_run where job = e.engine order by started_at desc limit 1) r on true
order by e.place
