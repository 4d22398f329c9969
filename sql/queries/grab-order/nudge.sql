-- A manager reminds the officer who has an order, at most once an hour.
-- Parameters: order_id uuid, institution_id uuid, account_id uuid, request_id text.
-- Rows: none when the order is not the institution's, else one; a refusal when no step of it is due from an officer, or
-- when the officer was reminded a moment ago.
with target as (
    -- Where an applicant chooses among offers, the clock of the institution stands, and its officer owes nothing.
    select id, state, officer_id is not null and stage_due_at is not null as is_due
    from loan_order
    where id = :order_id and institution_id = :institution_id
), changed as (
    update loan_order o
    set nudged_at = now()
    from target t
    where o.id = t.id and t.is_due
      and coalesce(o.nudged_at <= now() - interval '1 hour', true)
    returning o.id, o.number, o.state, o.officer_id
), message as (
    insert into inbox (kind, officer_id, payload)
    select 'order_nudged', officer_id, jsonb_build_object('order_id', id, 'order_number', number, 'state', state)
    from changed
), audit as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, object_id, request_id, detail)
    select :account_id, 'manager', 'nudge', 'loan_order', id, :request_id,
           jsonb_build_object('officer_id', officer_id, 'state', state)
    from changed
)
select case when c.id is not null then null
            when not t.is_due then 'state_conflict'
            else 'nudged' end as refusal,
       t.id, coalesce(c.state, t.state) as state
from target t
left join changed c on c.id = t.id
