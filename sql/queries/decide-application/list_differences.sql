-- The orders on which a version in the shadow and the live rules did not agree, newest first.
-- Parameters: version_id uuid, after_id uuid?, rows_wanted bigint.
-- Rows: 0 to `rows_wanted`.
select r.id as run_id, o.number as order_number, r.outcome as live_outcome, s.outcome as shadow_outcome,
       r.reasons as live_reasons, s.reasons as shadow_reasons, utc(r.created_at) as decided_at
from shadow_run s
join decision_run r on r.id = s.run_id
join loan_order o on o.id = r.order_id
where s.version_id = :version_id and s.differs and (:after_id::uuid is null or r.id < :after_id)
order by r.id desc
limit :rows_wanted
