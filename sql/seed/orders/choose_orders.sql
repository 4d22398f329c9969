-- What became of the demands of a batch, by the same rules as the database's own.
-- No parameters, no rows.
with outcome as (
    select d.id, max(o.id::text) filter (where o.chosen_at is not null)::uuid as chosen_order_id,
           max(o.chosen_at) as chosen_at,
           bool_or(o.disbursed_amount is not null) as is_satisfied,
           bool_or(o.chosen_at is not null and o.ended_at is not null) as is_over,
           count(o.n) = 3 and bool_and(o.ended_at is not null) as is_refused
    from plan_demand d
    join plan_course o on o.demand_n = d.n
    group by d.id
)
update demand d
set chosen_order_id = o.chosen_order_id, chosen_at = o.chosen_at,
    state = case when o.is_satisfied then 'satisfied' when o.is_over or o.is_refused then 'failed'
                 when o.chosen_order_id is not null then 'chosen' else 'open' end
from outcome o
where d.id = o.id and (o.chosen_order_id is not null or o.is_refused)
