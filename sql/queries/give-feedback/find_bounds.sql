-- Within what an order may be credited: what was asked for, and what its product or its demand allows; and whether
-- what is given now is an offer among which an applicant chooses.
-- Parameters: order_id uuid, officer_id uuid.
-- Rows: none when the order is not the officer's, else one.
select least(o.amount, coalesce(v.amount_max, o.amount)) as amount_max, coalesce(v.amount_min, 0.01) as amount_min,
       coalesce(v.annual_rate_min, 0) as annual_rate_min,
       coalesce(v.annual_rate_max, d.annual_rate_max, 0.36) as annual_rate_max,
       coalesce(v.term_months_min, 1) as term_months_min, coalesce(v.term_months_max, 360) as term_months_max,
       o.demand_id is not null and o.state = 'grabbed' as is_offer
from loan_order o
left join product_version v on v.id = o.product_version_id
left join demand d on d.id = o.demand_id
where o.id = :order_id and o.officer_id = :officer_id
