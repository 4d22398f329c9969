-- The latest run over an order, for the institution whose order it is once somebody there has it.
-- $1 order id, $2 institution id, $3 officer id or null for any officer of the institution.
-- Rows: none when the order is not theirs or has had no run, else one.
select r.id, r.order_id, r.cause, r.inputs, r.result, r.score_id, r.consent_id, utc(r.created_at) as created_at
from decision_run r
join loan_order o on o.id = r.order_id
where r.order_id = $1 and o.institution_id = $2 and o.officer_id is not null
  and ($3::uuid is null or o.officer_id = $3)
order by r.created_at desc, r.id desc
limit 1
