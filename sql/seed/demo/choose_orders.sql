-- Marks the orders that applicants chose for their demands.
-- $1 jsonb: an array of demand rows with id and chosen_order_id. No rows are returned.
update demand d
set state = 'chosen', chosen_order_id = r.chosen_order_id
from jsonb_populate_recordset(null::demand, $1) r
where d.id = r.id
