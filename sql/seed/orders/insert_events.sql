-- An event for each step of a batch, in the order of time.
-- No parameters, no rows.
insert into order_event (order_id, from_state, to_state, actor_id, actor_role, payload, internal_note, happened_at)
select s.order_id, s.from_state, s.to_state, s.actor_id, case when s.is_applicants then 'applicant' else 'officer' end,
       case when s.to_state = 'withdrawn' then jsonb_build_object('reason', r.texts[l.place])
            when s.turn = 3 and c.precredit_amount is not null
                then jsonb_build_object('precredit_amount', (c.precredit_amount)::numeric(18, 2)::text)
            when s.to_state = 'credit_granted' then jsonb_build_object(
                'amount', c.credit_amount::numeric(18, 2)::text, 'annual_rate', c.annual_rate::numeric(9, 6)::text,
                'term_months', c.term_months, 'guarantee_mode', c.guarantee_mode)
            when s.to_state = 'disbursed' then jsonb_build_object(
                'amount', c.disbursed_amount::numeric(18, 2)::text,
                'paid_on', (s.at at time zone 'Asia/Shanghai')::date)
            when s.to_state = 'settled'
                then jsonb_build_object('settled_on', (s.at at time zone 'Asia/Shanghai')::date)
            else '{}' end,
       case when not s.is_applicants then r.texts[l.place] end, s.at
from plan_step s
join plan_course c on c.n = s.n
left join plan_remark r on r.kind = s.to_state
cross join lateral (select draw(s.n, 80 + s.turn, 1, cardinality(r.texts)) as place) l
order by s.at, s.n, s.turn
