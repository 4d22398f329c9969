-- The loan is paid back.
-- Parameters: order_id uuid, officer_id uuid, account_id uuid, request_id text, settled_on date, remark text.
-- Rows: none when the order is not the officer's, else one; a refusal when no money is out or when the day lies before
-- the day of payment.
with target as (
    select id, state, paid_on from loan_order where id = :order_id and officer_id = :officer_id
), changed as (
    update loan_order o
    set state = 'settled', settled_on = :settled_on::date
    from target t, institution i
    where o.id = t.id and o.state = 'disbursed' and i.id = o.institution_id and o.paid_on <= :settled_on::date
    returning o.*
), released as (
    update compensation k
    set ended_at = now()
    from changed c
    where k.order_id = c.id and k.ended_at is null
    returning k.pool_id, c.disbursed_amount
), pool as (
    update compensation_pool p
    set covered_amount = p.covered_amount - r.disbursed_amount
    from released r
    where p.id = r.pool_id
), event as (
    insert into order_event (order_id, from_state, to_state, actor_id, actor_role, request_id, payload, internal_note)
    select id, 'disbursed', state, :account_id, 'officer', :request_id, jsonb_build_object('settled_on', settled_on),
        nullif(:remark::text, '')
    from changed
)
select case when c.id is not null then null
            when t.state <> 'disbursed' then 'state_conflict'
            when t.paid_on > :settled_on::date then 'before_payment'
            else 'state_conflict' end as refusal,
       t.id, c.number, coalesce(c.state, t.state) as state, utc(c.stage_due_at) as stage_due_at,
       utc(c.complete_due_at) as complete_due_at
from target t
left join changed c on c.id = t.id
