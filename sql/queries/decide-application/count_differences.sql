-- How often, in the newest ten thousand runs, a version in the shadow and the live rules judged alike.
-- Parameters: version_id uuid.
-- Rows: one; `found` says whether there is such a version.
with newest as materialized (
    select run_id, differs from shadow_run where version_id = :version_id order by created_at desc limit 10000
), ranked as (
    -- Only what differs is looked at more closely.
    select array_position(array ['approve', 'refer', 'refuse'], s.outcome)
           - array_position(array ['approve', 'refer', 'refuse'], r.outcome) as harder
    from newest n
    join shadow_run s on s.run_id = n.run_id and s.version_id = :version_id
    join decision_run r on r.id = n.run_id
    where n.differs
)
select exists (select from rule_version where id = :version_id) as found, (select count(*) from newest) as runs,
       (select count(*) from newest where differs) as differing, count(*) filter (where harder > 0) as stricter,
       count(*) filter (where harder < 0) as milder
from ranked
