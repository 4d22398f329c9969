-- The orders on which a version in the shadow and the live rules did not agree, newest first.
-- $1 version id, $2 after this run or null, $3 rows wanted. Rows: 0 to $3.
select r.id as run_id, o.number as order_number, r.outcome as live_outcome, s.outcome as shadow_outcome,
       r.reasons as live_reasons, s.reasons as shadow_reasons, utc(r.created_at) as decided_at
from shadow_run s
join decision_run r on r.id = s.run_id
join loan_order o on o.id = r.order_id
where s.version_id = $1 and s.differs and ($2::uuid is null or r.id < $2)
order by r.id desc
limit $3
