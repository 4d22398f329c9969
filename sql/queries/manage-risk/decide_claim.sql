-- Who manages the pools lets one pay what was claimed, or sends the claim back. A fund that has not enough left makes
-- its constraint refuse the whole statement.
-- Parameters: claim_id uuid, pays boolean, paid_on date?, reason text, account_id uuid, request_id text.
-- Rows: none when there is no such claim, else one; a refusal when it is the caller's own, is decided, when its loan is
-- covered no more, or when the pool would have paid before the loan was overdue.
with target as (
    select c.id, c.order_id, c.state, c.claimed_by, c.overdue_since, k.pool_id, o.number, o.officer_id,
           o.disbursed_amount, k.ended_at is null and o.state = 'disbursed' as is_covered
    from compensation_claim c
    join compensation k on k.order_id = c.order_id
    join loan_order o on o.id = c.order_id
    where c.id = :claim_id
), changed as (
    update compensation_claim c
    set state = case when :pays::boolean then 'paid' else 'refused' end, decided_by = :account_id, decided_at = now(),
        reason = nullif(:reason::text, '')
    from target t
    where c.id = t.id and c.state = 'waiting' and c.claimed_by <> :account_id
      and (not :pays::boolean or (t.is_covered and :paid_on::date >= t.overdue_since))
    returning c.id, c.order_id, c.state, c.loss_amount
), paid as (
    update compensation k
    set loss_amount = c.loss_amount, paid_amount = round(c.loss_amount * k.share, 2), paid_on = :paid_on::date,
        ended_at = now()
    from changed c
    where k.order_id = c.order_id and c.state = 'paid' and k.ended_at is null
    returning k.order_id, k.pool_id, k.paid_amount, k.loss_amount
), pool as (
    update compensation_pool p
    set paid_amount = p.paid_amount + k.paid_amount, covered_amount = p.covered_amount - t.disbursed_amount
    from paid k
    join target t on t.order_id = k.order_id
    where p.id = k.pool_id
), message as (
    insert into inbox (kind, officer_id, payload)
    select 'compensation_decided', t.officer_id, jsonb_build_object('order_id', c.order_id, 'order_number', t.number,
        'state', c.state)
    from changed c
    join target t on t.id = c.id
), audit as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, object_id, request_id, detail)
    select :account_id, 'regulator', case c.state when 'paid' then 'compensation' else 'refuse_compensation' end,
           'loan_order', c.order_id, :request_id, jsonb_strip_nulls(jsonb_build_object('claim_id', c.id,
               'pool_id', k.pool_id, 'loss_amount', c.loss_amount::text, 'paid_amount', k.paid_amount::text))
    from changed c
    left join paid k on k.order_id = c.order_id
)
select case when c.id is not null then null
            when t.state <> 'waiting' then 'state_conflict'
            when t.claimed_by = :account_id then 'own_claim'
            when not t.is_covered then 'not_covered'
            when :paid_on::date < t.overdue_since then 'before_overdue'
            else 'state_conflict' end as refusal,
       t.id, coalesce(c.state, t.state) as state, k.paid_amount
from target t
left join changed c on c.id = t.id
left join paid k on k.order_id = t.order_id
