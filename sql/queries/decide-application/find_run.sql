-- The latest run over an order, for the institution whose order it is once somebody there has it.
-- Parameters: scope scope, order_id uuid.
-- Rows: none when the order is not theirs or has had no run, else one; `showing` says whether it may be shown now.
select r.id, r.order_id, r.cause, r.inputs, r.result, r.score_id, r.consent_id, utc(r.created_at) as created_at,
       showing('loan_review', o.id, r.consent_id) as showing
from decision_run r
join loan_order o on o.id = r.order_id
where r.order_id = :order_id and o.officer_id is not null
  and in_scope(:scope_kind, :scope_id, null, o.officer_id, o.institution_id)
order by r.created_at desc, r.id desc
limit 1
