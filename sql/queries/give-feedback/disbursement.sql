-- The money is paid, or is not going to be.
-- $1 order id, $2 officer id, $3 account id, $4 request id, $5 next state, $6 remark; and when paid, else null:
-- $7 amount, $8 contract number, $9 day of payment, $10 the compensation pool that covers the loan, or null.
-- Rows: none when the order is not the officer's, else one; a refusal when it does not stand where this step begins,
-- when more would be paid than was granted, or when the pool takes no loans. A pool without room for the loan makes its
-- constraint refuse the whole statement.
with target as (
    select id, state, credit_amount, $10::uuid is null
        or exists (select from compensation_pool where id = $10 and is_active) as is_pool_open
    from loan_order
    where id = $1 and officer_id = $2
), changed as (
    update loan_order o
    set state = $5::text, disbursed_amount = $7::numeric, contract_number = $8, paid_on = $9::date,
        disbursed_at = case when $5::text = 'disbursed' then now() end,
        stage_due_at = null, ended_at = now()
    from target t, institution i
    where o.id = t.id and o.state = 'credit_granted' and i.id = o.institution_id
      and ($7::numeric is null or $7::numeric <= o.credit_amount) and t.is_pool_open
    returning o.*, i.name as institution_name
), pool as (
    update compensation_pool p
    set covered_amount = p.covered_amount + c.disbursed_amount
    from changed c
    where p.id = $10 and c.state = 'disbursed'
    returning p.id, p.share
), covered as (
    insert into compensation (order_id, pool_id, share)
    select c.id, p.id, p.share from changed c, pool p
), event as (
    insert into order_event (order_id, from_state, to_state, actor_id, actor_role, payload, internal_note)
    select id, 'credit_granted', state, $3, 'officer',
           jsonb_strip_nulls(jsonb_build_object('amount', disbursed_amount::text, 'paid_on', paid_on)),
           nullif($6::text, '')
    from changed
), audit as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, object_id, request_id, detail)
    select $3, 'officer', 'disbursement', 'loan_order', id, $4, jsonb_build_object('state', state) from changed
), message as (
    insert into inbox (kind, applicant_id, payload)
    select 'order_disbursed', applicant_id, jsonb_build_object(
        'order_id', id, 'order_number', number, 'state', state, 'demand_id', demand_id,
        'institution_name', institution_name)
    from changed
), notice as (
    insert into outbox (kind, applicant_id, payload)
    select 'order_disbursed', applicant_id, jsonb_build_object('order_id', id) from changed
)
select case when c.id is not null then null
            when t.state <> 'credit_granted' then 'state_conflict'
            when $7::numeric > t.credit_amount then 'over_credit'
            when not t.is_pool_open then 'unknown_pool'
            else 'state_conflict' end as refusal,
       t.id, c.number, coalesce(c.state, t.state) as state, utc(c.stage_due_at) as stage_due_at,
       utc(c.complete_due_at) as complete_due_at,
       t.credit_amount
from target t
left join changed c on c.id = t.id
