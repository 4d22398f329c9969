-- The officer's first review of an order. For a demand's order a pass is a pre-credit.
-- $1 order id, $2 officer id, $3 account id, $4 request id, $5 next state, $6 remark, $7 pre-credit amount or null.
-- Rows: none when the order is not the officer's, else one; a refusal when it does not stand where this step begins or
-- when a demand's order would pass without a pre-credit.
with target as (
    select id, state,
           demand_id is not null and $5::text = 'first_review_passed' and $7::numeric is null as lacks_precredit
    from loan_order
    where id = $1 and officer_id = $2
), changed as (
    update loan_order o
    set state = $5::text, first_reviewed_at = now(), precredit_amount = $7::numeric,
        stage_due_at = case when $5::text = 'first_review_passed'
            then working_hours_later(now(), i.credit_hours) end,
        ended_at = case when $5::text = 'first_review_refused' then now() end
    from target t, institution i
    where o.id = t.id and o.state = 'grabbed' and not t.lacks_precredit and i.id = o.institution_id
    returning o.*, i.name as institution_name
), event as (
    insert into order_event (order_id, from_state, to_state, actor_id, actor_role, payload, internal_note)
    select id, 'grabbed', state, $3, 'officer',
           jsonb_strip_nulls(jsonb_build_object('precredit_amount', precredit_amount::text)), nullif($6::text, '')
    from changed
), audit as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, object_id, request_id, detail)
    select $3, 'officer', 'first_review', 'loan_order', id, $4, jsonb_build_object('state', state) from changed
), message as (
    insert into inbox (kind, applicant_id, payload)
    select 'order_first_reviewed', applicant_id, jsonb_build_object(
        'order_id', id, 'order_number', number, 'state', state, 'demand_id', demand_id,
        'institution_name', institution_name)
    from changed
), notice as (
    insert into outbox (kind, applicant_id, payload)
    select 'order_first_reviewed', applicant_id, jsonb_build_object('order_id', id) from changed
)
select case when c.id is not null then null
            when t.state = 'grabbed' and t.lacks_precredit then 'precredit_required'
            else 'state_conflict' end as refusal,
       t.id, c.number, coalesce(c.state, t.state) as state, utc(c.stage_due_at) as stage_due_at,
       utc(c.complete_due_at) as complete_due_at
from target t
left join changed c on c.id = t.id
