-- Claims on compensation pools, the newest first.
-- Parameters: state text?, after_id uuid?, rows_wanted bigint.
-- Rows: 0 to `rows_wanted`.
select c.id, o.number as order_number, p.name as pool_name, i.name as institution_name, o.disbursed_amount, o.paid_on,
       c.loss_amount, round(c.loss_amount * k.share, 2) as payable_amount, c.overdue_since,
       utc(c.claimed_at) as claimed_at, c.state, utc(c.decided_at) as decided_at, c.reason
from compensation_claim c
join compensation k on k.order_id = c.order_id
join compensation_pool p on p.id = k.pool_id
join loan_order o on o.id = c.order_id
join institution i on i.id = o.institution_id
where (:state::text is null or c.state = :state) and (:after_id::uuid is null or c.id < :after_id)
order by c.id desc
limit :rows_wanted
