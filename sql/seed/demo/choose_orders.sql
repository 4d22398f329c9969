-- Marks the orders that applicants chose for their demands, and lets the clocks of their institutions go on.
-- $1 jsonb: an array of demand rows with id, chosen_order_id and chosen_at. No rows are returned.
with chosen as (
    update demand d
    set state = 'chosen', chosen_order_id = r.chosen_order_id, chosen_at = r.chosen_at
    from jsonb_populate_recordset(null::demand, $1) r
    where d.id = r.id
    returning d.chosen_order_id, d.chosen_at
)
update loan_order o
set stage_due_at = working_hours_later(c.chosen_at, i.credit_hours)
from chosen c, institution i
where o.id = c.chosen_order_id and i.id = o.institution_id and o.state = 'first_review_passed'
