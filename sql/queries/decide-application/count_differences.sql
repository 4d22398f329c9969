-- How often a version in the shadow and the live rules judged alike.
-- Parameters: version_id uuid.
-- Rows: one; `found` says whether there is such a version.
with ranked as (
    select s.differs, array_position(array ['approve', 'refer', 'refuse'], s.outcome)
           - array_position(array ['approve', 'refer', 'refuse'], r.outcome) as harder
    from shadow_run s
    join decision_run r on r.id = s.run_id
    where s.version_id = :version_id
)
select exists (select from rule_version where id = :version_id) as found, count(*) as runs,
       count(*) filter (where differs) as differing, count(*) filter (where harder > 0) as stricter,
       count(*) filter (where harder < 0) as milder
from ranked
