-- The audit trail of a batch: each step, each posted demand and each first decision.
-- No parameters, no rows.
insert into audit_entry (happened_at, actor_id, actor_role, action, object_kind, object_id, request_id, detail)
select at, actor_id, actor_role, action, object_kind, object_id,
       id_of(at, n, 90 + turn)::text, detail
from (
    select s.at, s.n, s.turn, s.actor_id, case when s.is_applicants then 'applicant' else 'officer' end as actor_role,
           k.action, 'loan_order' as object_kind, s.order_id as object_id,
           jsonb_strip_nulls(jsonb_build_object('state', s.to_state, 'demand_id', c.demand_id)) as detail
    from plan_step s
    join plan_course c on c.n = s.n
    join order_step k on k.to_state = s.to_state
    union all
    select d.created_at, d.n, 1, a.account_id, 'applicant', 'post_demand', 'demand', d.id, '{}'
    from plan_demand d
    join plan_applicant a on a.place = d.place
    union all
    select c.chosen_at, c.n, 8, c.applicant_account, 'applicant', 'choose', 'demand', c.demand_id,
           jsonb_build_object('order_id', c.id)
    from plan_course c
    where c.chosen_at is not null
    union all
    select c.decided_at, c.n, 9, null, 'system', 'decide', 'loan_order', c.id,
           jsonb_build_object('run_id', id_of(c.decided_at, c.n, 3))
    from plan_course c
) trace
order by at
