-- A manager hands an order that is under way over to another officer of the institution, with its alerts. Whoever had
-- it sees it no more; both are told.
-- Parameters: order_id uuid, institution_id uuid, officer_id uuid, account_id uuid, request_id text.
-- Rows: none when the order is not the institution's, else one; a refusal when it is over or nobody has it, when the
-- officer has it already, or when the officer is none of the institution's who is at work.
with target as (
    select o.id, o.state, o.officer_id,
           exists (select from officer f join account x on x.officer_id = f.id
                   where f.id = :officer_id and f.institution_id = :institution_id and f.state = 'active'
                     and x.state = 'active') as is_known
    from loan_order o
    where o.id = :order_id and o.institution_id = :institution_id
), changed as (
    update loan_order o
    set officer_id = :officer_id
    from target t
    where o.id = t.id and o.officer_id = t.officer_id and o.officer_id <> :officer_id and t.is_known
      and o.state in ('grabbed', 'first_review_passed', 'credit_granted', 'disbursed')
    returning o.id, o.number, o.state, o.officer_id, t.officer_id as from_officer
), alert as (
    update loan_alert a set officer_id = c.officer_id from changed c where a.order_id = c.id
), message as (
    insert into inbox (kind, officer_id, payload)
    select 'order_assigned', officer_id, jsonb_build_object('order_id', id, 'order_number', number)
    from changed
    union all
    select 'order_unassigned', from_officer, jsonb_build_object('order_id', id, 'order_number', number)
    from changed
), audit as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, object_id, request_id, detail)
    select :account_id, 'manager', 'reassign', 'loan_order', id, :request_id,
           jsonb_build_object('from', from_officer, 'to', officer_id)
    from changed
)
select case when c.id is not null then null
            when not t.is_known then 'unknown_officer'
            else 'state_conflict' end as refusal,
       t.id, coalesce(c.state, t.state) as state
from target t
left join changed c on c.id = t.id
