-- A compensation pool has paid its share of the loss on a loan; the loan is covered no more, and stays owed.
-- Parameters: order_id uuid, officer_id uuid, account_id uuid, request_id text, loss_amount numeric, paid_on date.
-- Rows: none when the order is not the officer's, else one; a refusal when the loan is not covered or no longer, when
-- the loss is greater than the loan, or when the day lies before it. A fund that has not enough left makes its
-- constraint refuse the whole statement.
with target as (
    select o.id, o.number, o.state, o.disbursed_amount, o.paid_on, k.order_id is not null as is_covered,
           k.ended_at is not null as is_ended
    from loan_order o
    left join compensation k on k.order_id = o.id
    where o.id = :order_id and o.officer_id = :officer_id
), changed as (
    update compensation k
    set loss_amount = :loss_amount::numeric, paid_amount = round(:loss_amount::numeric * k.share, 2),
        paid_on = :paid_on::date, ended_at = now()
    from target t
    where k.order_id = t.id and t.state = 'disbursed' and k.ended_at is null
        and :loss_amount::numeric <= t.disbursed_amount
      and t.paid_on <= :paid_on::date
    returning k.*, t.disbursed_amount
), pool as (
    update compensation_pool p
    set paid_amount = p.paid_amount + c.paid_amount, covered_amount = p.covered_amount - c.disbursed_amount
    from changed c
    where p.id = c.pool_id
), audit as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, object_id, request_id, detail)
    select :account_id, 'officer', 'compensation', 'loan_order', order_id, :request_id, jsonb_build_object(
        'pool_id', pool_id, 'loss_amount', loss_amount::text, 'paid_amount', paid_amount::text)
    from changed
)
select case when c.order_id is not null then null
            when not t.is_covered then 'not_covered'
            when t.is_ended or t.state <> 'disbursed' then 'state_conflict'
            when :loss_amount::numeric > t.disbursed_amount then 'over_loan'
            when :paid_on::date < t.paid_on then 'before_payment'
            else 'state_conflict' end as refusal,
       t.id, t.number, t.state, c.paid_amount
from target t
left join changed c on c.order_id = t.id
