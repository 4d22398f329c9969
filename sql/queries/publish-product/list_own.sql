-- A page of an institution's products, newest first, each with its last version, with what is on sale of it (or what
-- its last version offers) and with how many orders it has; these are counted up to 1000.
-- Parameters: institution_id uuid, after_id uuid?, rows_wanted bigint.
-- Rows: 0 to `rows_wanted`.
select p.id, p.number, p.state, utc(p.created_at) as created_at, v.id as version_id, v.version,
       v.state as version_state, v.name,
       v.reject_reason, c.amount_min, c.amount_max, c.term_months_min, c.term_months_max, c.annual_rate_min,
       c.annual_rate_max,
       (select count(*) from (select from loan_order
            where product_version_id = any (w.ids) and institution_id = p.institution_id
              and state in ('submitted', 'grabbed', 'first_review_passed', 'credit_granted')
            limit 1000) as first) as open_orders,
       (select count(*) from (select from loan_order
            where product_version_id = any (w.ids) and institution_id = p.institution_id
            limit 1000) as first) as orders
from product p
cross join lateral (
    select * from product_version where product_id = p.id order by version desc limit 1
) v
join product_version c on c.id = case when p.state = 'on_shelf' then p.current_version_id else v.id end
cross join lateral (select array_agg(id) as ids from product_version where product_id = p.id) w
where p.institution_id = :institution_id and (:after_id::uuid is null or p.id < :after_id)
order by p.id desc
limit :rows_wanted
