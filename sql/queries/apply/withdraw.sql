-- An applicant takes an application back, until credit is granted.
-- $1 order id, $2 applicant id, $3 account id, $4 request id, $5 reason.
-- Rows: none when the order is not the applicant's, else one; a refusal when it is too late.
with target as (
    select id, state from loan_order where id = $1 and applicant_id = $2
), held as materialized (
    -- The row as it is now, whoever moved it in the meantime; the event needs the state that was really left.
    select o.id, o.state from loan_order o join target t on t.id = o.id for no key update of o
), changed as (
    update loan_order o
    set state = 'withdrawn', stage_due_at = null, ended_at = now()
    from held h
    where o.id = h.id and h.state in ('submitted', 'grabbed', 'first_review_passed')
    returning o.*, h.state as left_state,
        (select name from institution where id = o.institution_id) as institution_name
), event as (
    insert into order_event (order_id, from_state, to_state, actor_id, actor_role, payload)
    select id, left_state, state, $3, 'applicant', jsonb_strip_nulls(jsonb_build_object('reason', nullif($5::text, '')))
    from changed
), audit as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, object_id, request_id)
    select $3, 'applicant', 'withdraw', 'loan_order', id, $4 from changed
), message as (
    insert into inbox (kind, officer_id, payload)
    select 'order_ended', officer_id, jsonb_build_object(
        'order_id', id, 'order_number', number, 'state', state,
        'institution_name', institution_name)
    from changed where officer_id is not null
), notice as (
    insert into outbox (kind, institution_id, officer_id, payload)
    select 'order_ended', institution_id, officer_id, jsonb_build_object('order_id', id) from changed
)
select case when c.id is null then 'state_conflict' end as refusal, h.id, c.number,
       coalesce(c.state, h.state) as state
from held h
left join changed c on c.id = h.id
