-- Ends the orders whose applicants let the offer run out, the longest over first, and tells both sides. An order that
-- waits for a choice has no deadline of its stage; one that is chosen meanwhile has, and is left alone.
-- Parameters: request_id text, orders_max bigint.
-- Rows: one with how many.
with due as materialized (
    select o.id
    from loan_order o
    where o.state = 'first_review_passed' and o.stage_due_at is null and o.precredit_expires_at <= now()
    order by o.precredit_expires_at
    limit :orders_max
    for no key update skip locked
), ended as (
    update loan_order o
    set state = 'not_chosen', ended_at = now()
    from due
    where o.id = due.id
    returning o.*
), event as (
    -- From it follows the message to the officer.
    insert into order_event (order_id, from_state, to_state, actor_role, request_id)
    select id, 'first_review_passed', state, 'system', :request_id from ended
), message as (
    insert into inbox (kind, applicant_id, payload)
    select 'offer_expired', e.applicant_id, jsonb_build_object(
        'order_id', e.id, 'order_number', e.number, 'state', e.state, 'demand_id', e.demand_id,
        'demand_number', d.number, 'institution_name', i.name)
    from ended e
    join demand d on d.id = e.demand_id
    join institution i on i.id = e.institution_id
)
select count(*) as ended from ended
