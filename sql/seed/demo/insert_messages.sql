-- The messages that the demo accounts find: the steps of the announced applicants' orders, what
-- arrived at the announced officers' institutions, and the verdicts on their products. What is
-- older than a week has been read.
-- $1 text[]: logins of the announced accounts. No rows are returned.
with announced as materialized (
    select * from account where login = any ($1)
), step as (
    select e.*, o.number, o.applicant_id, i.name as institution_name
    from order_event e
    join loan_order o on o.id = e.order_id
    join institution i on i.id = o.institution_id
    where e.happened_at > now() - interval '90 days'
), message as materialized (
    select k.message_kind as kind,
           s.applicant_id, null::uuid as institution_id,
           jsonb_build_object('order_id', s.order_id, 'order_number', s.number,
               'state', s.to_state, 'institution_name', s.institution_name) as payload,
           s.happened_at as created_at
    from step s
    join order_step k on k.to_state = s.to_state and k.audience = 'applicant'
    join announced a on a.applicant_id = s.applicant_id
    union all
    select 'order_arrived', null, o.institution_id,
           jsonb_build_object('order_id', o.id, 'order_number', o.number, 'state', o.state,
               'institution_name', i.name),
           o.submitted_at
    from loan_order o
    join institution i on i.id = o.institution_id
    where o.state = 'submitted'
      and o.institution_id in (select institution_id from announced)
    union all
    select 'demand_arrived', null, i.id,
           jsonb_build_object('demand_id', d.id, 'demand_number', d.number, 'state', d.state),
           d.created_at
    from demand d
    cross join institution i
    where d.state = 'open' and d.created_at > now() - interval '7 days'
      and i.id in (select institution_id from announced)
    union all
    select 'product_reviewed', null, p.institution_id,
           jsonb_build_object('product_id', p.id, 'product_number', p.number,
               'product_name', v.name, 'state', v.state),
           v.decided_at
    from product_version v
    join product p on p.id = v.product_id
    where v.decided_at > now() - interval '120 days'
      and p.institution_id in (select institution_id from announced)
), sent as (
    insert into inbox (kind, applicant_id, institution_id, payload, created_at)
    select kind, applicant_id, institution_id, payload, created_at
    from message
    order by created_at
    returning id, applicant_id, institution_id, created_at
)
insert into inbox_read (message_id, account_id, read_at)
select s.id, a.id, s.created_at + interval '3 hours'
from sent s
join announced a on a.applicant_id = s.applicant_id
    or (a.role = 'manager' and a.institution_id = s.institution_id)
where s.created_at < now() - interval '7 days'
