-- An officer claims a compensation pool's share of the loss on a loan that is overdue. Nothing is paid: who manages the
-- pool decides. Days count from the later of the day since when the loan is overdue and the day on which it was
-- reported paid.
-- Parameters: claim_id uuid, order_id uuid, officer_id uuid, account_id uuid, request_id text, loss_amount numeric,
-- overdue_since date.
-- Rows: none when the order is not the officer's, else one; a refusal when the loan is not covered or no longer, when a
-- claim waits, when the loss is greater than the loan, or when the loan is not overdue for long enough.
with target as (
    select o.id, o.number, o.state, o.disbursed_amount, o.paid_on, k.order_id is not null as is_covered,
           k.ended_at is not null as is_ended, k.share, p.overdue_days_min,
           (now() at time zone 'Asia/Shanghai')::date
               - greatest(:overdue_since::date, (o.disbursed_at at time zone 'Asia/Shanghai')::date) as overdue_days,
           exists (select from compensation_claim c where c.order_id = o.id and c.state = 'waiting') as is_claimed
    from loan_order o
    left join compensation k on k.order_id = o.id
    left join compensation_pool p on p.id = k.pool_id
    where o.id = :order_id and o.officer_id = :officer_id
), made as (
    insert into compensation_claim (id, order_id, loss_amount, overdue_since, claimed_by)
    select :claim_id, t.id, :loss_amount, :overdue_since, :account_id
    from target t
    where t.state = 'disbursed' and t.is_covered and not t.is_ended and not t.is_claimed
      and :loss_amount::numeric <= t.disbursed_amount and :overdue_since::date >= t.paid_on
      and t.overdue_days >= t.overdue_days_min
    on conflict do nothing
    returning id, order_id, loss_amount
), message as (
    insert into inbox (kind, role, payload)
    select 'compensation_claimed', 'regulator', jsonb_build_object('order_number', t.number)
    from made m
    join target t on t.id = m.order_id
), audit as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, object_id, request_id, detail)
    select :account_id, 'officer', 'claim_compensation', 'loan_order', order_id, :request_id,
           jsonb_build_object('claim_id', id, 'loss_amount', loss_amount::text)
    from made
)
select case when m.id is not null then null
            when not t.is_covered then 'not_covered'
            when t.is_ended or t.state <> 'disbursed' then 'state_conflict'
            when t.is_claimed then 'claimed'
            when :loss_amount::numeric > t.disbursed_amount then 'over_loan'
            when :overdue_since::date < t.paid_on then 'before_payment'
            when t.overdue_days < t.overdue_days_min then 'not_overdue'
            else 'claimed' end as refusal,
       t.id, t.number, t.state, t.overdue_days_min, round(m.loss_amount * t.share, 2) as payable_amount
from target t
left join made m on true
