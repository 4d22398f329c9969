-- The loan is paid back.
-- $1 order id, $2 officer id, $3 account id, $4 request id, $5 day of settlement, $6 remark.
-- Rows: none when the order is not the officer's, else one; a refusal when no money is out or when the day lies before
-- the day of payment.
with target as (
    select id, state, paid_on from loan_order where id = $1 and officer_id = $2
), changed as (
    update loan_order o
    set state = 'settled', settled_on = $5::date
    from target t, institution i
    where o.id = t.id and o.state = 'disbursed' and i.id = o.institution_id and o.paid_on <= $5::date
    returning o.*, i.name as institution_name
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
    insert into order_event (order_id, from_state, to_state, actor_id, actor_role, payload, internal_note)
    select id, 'disbursed', state, $3, 'officer', jsonb_build_object('settled_on', settled_on), nullif($6::text, '')
    from changed
), audit as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, object_id, request_id, detail)
    select $3, 'officer', 'settlement', 'loan_order', id, $4, jsonb_build_object('state', state) from changed
), message as (
    insert into inbox (kind, applicant_id, payload)
    select 'order_ended', applicant_id, jsonb_build_object(
        'order_id', id, 'order_number', number, 'state', state, 'demand_id', demand_id,
        'institution_name', institution_name)
    from changed
), notice as (
    insert into outbox (kind, applicant_id, payload)
    select 'order_ended', applicant_id, jsonb_build_object('order_id', id) from changed
)
select case when c.id is not null then null
            when t.state <> 'disbursed' then 'state_conflict'
            when t.paid_on > $5::date then 'before_payment'
            else 'state_conflict' end as refusal,
       t.id, c.number, coalesce(c.state, t.state) as state, utc(c.stage_due_at) as stage_due_at,
       utc(c.complete_due_at) as complete_due_at
from target t
left join changed c on c.id = t.id
