-- Scores of the past, newest first: an applicant's own; for an officer those of the orders it handles whose applicant's
-- consent lives.
-- Parameters: scope scope, order_id uuid?, after_id uuid?, rows_wanted bigint.
-- Rows: 0 to `rows_wanted`.
select s.id, s.applicant_id, s.order_id, s.purpose, utc(s.created_at) as created_at, s.answer
from score s
left join loan_order o on o.id = s.order_id
where in_scope(:scope_kind, :scope_id, s.applicant_id, o.officer_id, null)
  and (:scope_kind = 'applicant' or live_consent(o.applicant_id, s.purpose, o.id, null) is not null)
  and (:order_id::uuid is null or s.order_id = :order_id) and (:after_id::uuid is null or s.id < :after_id)
  and s.applicant_id is not null
order by s.id desc
limit :rows_wanted
