-- The messages that the steps of a batch sent, and those of demands of the last ninety days to the managers of all
-- institutions; none is left to be delivered outside. What is older than a week has been read, but by every other
-- applicant.
-- No parameters, no rows.
with message as materialized (
    select s.at, id_of(s.at, s.n, 100 + s.turn) as id,
           k.message_kind as kind,
           case k.audience when 'applicant' then c.applicant_id end as applicant_id,
           case k.audience when 'officer' then c.officer_id end as officer_id,
           case k.audience when 'institution' then c.institution_id end as institution_id,
           jsonb_strip_nulls(jsonb_build_object('order_id', c.id, 'order_number', c.number, 'state', s.to_state,
               'demand_id', c.demand_id, 'demand_number', d.number, 'institution_name', c.institution_name)) as payload,
           case k.audience when 'institution' then m.id when 'officer' then c.officer_account
                else case when c.n % 2 = 0 then c.applicant_account end end as reader
    from plan_step s
    join plan_course c on c.n = s.n
    join order_step k on k.to_state = s.to_state
    left join demand d on d.id = c.demand_id
    left join plan_manager m on m.institution_id = c.institution_id
    where k.audience <> 'officer' or c.grabbed_at is not null
    union all
    select d.created_at, id_of(d.created_at, d.n * 1000 + m.place, 110), 'demand_arrived', null, null,
           m.institution_id, jsonb_build_object('demand_id', d.id, 'demand_number', e.number, 'state', 'open'), m.id
    from plan_demand d
    join demand e on e.id = d.id
    cross join plan_manager m
    where d.created_at > now() - interval '90 days'
), sent as (
    insert into inbox (id, kind, applicant_id, officer_id, institution_id, payload, created_at)
    select id, kind, applicant_id, officer_id, institution_id, payload, at
    from message
    order by at
)
insert into inbox_read (message_id, account_id, read_at)
select id, reader, at + interval '3 hours'
from message
where at < now() - interval '7 days' and reader is not null
