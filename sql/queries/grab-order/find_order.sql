-- Where an order stands that was not won, read after the race.
-- $1 order id. Rows: one.
select state, officer_id is not null as taken
from loan_order
where id = $1
