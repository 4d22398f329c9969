-- Where an order stands that was not won, read after the race.
-- Parameters: order_id uuid.
-- Rows: one.
select state, officer_id is not null as taken
from loan_order
where id = :order_id
