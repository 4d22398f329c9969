-- The compensation pools by name.
-- Parameters: none.
-- Rows: one for each pool.
select id, name, fund_amount, share, leverage_max, is_active, fund_amount * leverage_max - covered_amount as room_amount
from compensation_pool
order by name, id
