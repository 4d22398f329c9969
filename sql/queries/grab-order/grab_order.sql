-- An officer takes a named order out of the pool; whoever comes second gets a refusal.
-- $1 order id, $2 officer id, $3 institution id, $4 account id, $5 request id.
-- Rows: none when the order is none of this officer's business, else one.
with target as (
    select o.id, o.state
    from loan_order o
    where o.id = $1 and o.institution_id = $3 and o.product_version_id is not null
      and officer_covers($2, o.region_code)
), grabbed as (
    update loan_order o
    set state = 'grabbed', officer_id = $2, grabbed_at = now(),
        stage_due_at = working_hours_later(now(), i.first_review_hours)
    from target t, institution i
    where o.id = t.id and o.state = 'submitted' and i.id = o.institution_id
    returning o.*, i.name as institution_name
), event as (
    insert into order_event (order_id, from_state, to_state, actor_id, actor_role)
    select id, 'submitted', 'grabbed', $4, 'officer' from grabbed
), audit as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, object_id, request_id)
    select $4, 'officer', 'grab', 'loan_order', id, $5 from grabbed
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
select case when g.id is null then 'order_taken' end as refusal, coalesce(g.state, t.state) as state,
       t.id, g.number, g.amount, g.term_months,
       g.purpose, g.region_code, utc(g.stage_due_at) as stage_due_at,
       utc(g.complete_due_at) as complete_due_at,
       g.contact_name_cipher, g.contact_phone_cipher, null::uuid as demand_id
from target t
left join grabbed g on g.id = t.id
