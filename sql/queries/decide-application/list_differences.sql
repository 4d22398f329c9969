-- How a version in the shadow and the live rules did not agree in the newest ten thousand runs: each pair of verdicts
-- with its reasons, and how often it came, the most common first. No order is named.
-- Parameters: version_id uuid.
-- Rows: 0 to 100.
with newest as materialized (
    select run_id, differs from shadow_run where version_id = :version_id order by created_at desc limit 10000
)
select r.outcome as live_outcome, s.outcome as shadow_outcome, r.reasons as live_reasons, s.reasons as shadow_reasons,
       count(*) as runs
from newest n
join shadow_run s on s.run_id = n.run_id and s.version_id = :version_id
join decision_run r on r.id = n.run_id
where n.differs
group by r.outcome, s.outcome, r.reasons, s.reasons
order by runs desc, r.outcome, s.outcome, r.reasons, s.reasons
limit 100
