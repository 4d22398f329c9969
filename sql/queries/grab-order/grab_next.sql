-- An officer takes the oldest order of the pool that the officer may take. Rows that others are just taking are
-- skipped, so that officers never wait for each other.
-- $1 officer id, $2 institution id, $3 account id, $4 request id. Rows: none when the pool is empty, else one.
with target as (
    select o.id
    from loan_order o
    where o.institution_id = $2 and o.state = 'submitted' and officer_covers($1, o.region_code)
    order by o.submitted_at, o.id
    limit 1
    for update skip locked
), grabbed as (
    update loan_order o
    set state = 'grabbed', officer_id = $1, grabbed_at = now(),
        stage_due_at = working_hours_later(now(), i.first_review_hours)
    from target t, institution i
    where o.id = t.id and i.id = o.institution_id
    returning o.*, i.name as institution_name
), event as (
    insert into order_event (order_id, from_state, to_state, actor_id, actor_role)
    select id, 'submitted', 'grabbed', $3, 'officer' from grabbed
), audit as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, object_id, request_id)
    select $3, 'officer', 'grab', 'loan_order', id, $4 from grabbed
), message as (
    insert into inbox (kind, applicant_id, payload)
    select 'order_grabbed', applicant_id, jsonb_build_object(
        'order_id', id, 'order_number', number, 'state', state,
        'institution_name', institution_name)
    from grabbed
), notice as (
    insert into outbox (kind, applicant_id, payload)
    select 'order_grabbed', applicant_id, jsonb_build_object('order_id', id) from grabbed
)
select null::text as refusal, state, id, number, amount, term_months, purpose, region_code,
       utc(stage_due_at) as stage_due_at, utc(complete_due_at) as complete_due_at,
       contact_name_cipher, contact_phone_cipher,
       null::uuid as demand_id
from grabbed
