-- What the guards of the database would have refused, had the orders of a batch taken their steps one by one.
-- No parameters. Rows: one with how many orders break which rule.
with told as (
    select e.order_id, e.from_state, e.to_state, e.happened_at,
           lag(e.to_state) over course as before, lag(e.happened_at) over course as before_at,
           lead(e.to_state) over course is null as is_last
    from order_event e
    join plan_course c on c.id = e.order_id
    window course as (partition by e.order_id order by e.id)
), broken as (
    select count(*) filter (where t.before is null and (t.from_state is not null
               or t.to_state <> case when o.demand_id is null then 'submitted' else 'grabbed' end)) as starts,
           count(*) filter (where t.before is not null and (t.from_state is distinct from t.before
               or t.happened_at < t.before_at)) as steps,
           count(*) filter (where t.is_last and t.to_state <> o.state) as ends,
           count(distinct t.order_id) as orders,
           count(*) filter (where t.happened_at > now()) as future
    from told t
    join loan_order o on o.id = t.order_id
), demands as (
    select count(*) filter (where d.slots_taken <> o.orders) as slots,
           count(*) filter (where (d.state = 'satisfied') <> o.is_paid
               or (d.state = 'failed') <> (not o.is_paid and (o.is_choice_over
                   or (d.chosen_order_id is null and d.slots_taken = d.max_institutions and o.is_all_over)))) as states
    from plan_demand p
    join demand d on d.id = p.id
    cross join lateral (
        select count(*) as orders, coalesce(bool_or(x.disbursed_amount is not null), false) as is_paid,
               coalesce(bool_or(x.id = d.chosen_order_id and x.ended_at is not null), false) as is_choice_over,
               coalesce(bool_and(x.ended_at is not null), false) as is_all_over
        from loan_order x where x.demand_id = d.id
    ) o
), dues as (
    select count(*) filter (where c.complete_due_at is distinct from working_deadline(
               c.submitted_at, completion_working_days(c.institution_id, c.financing_type))
               or c.due_is_provisional <> is_provisional(c.complete_due_at)) as dues
    from (select * from plan_course order by n limit 200) c
)
select starts, steps, ends, (select count(*) from plan_course) - orders as untold, future, slots, states, dues
from broken, demands, dues
