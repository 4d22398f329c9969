-- An officer takes a named order out of the pool; the second one gets a refusal.
-- Parameters: order_id uuid, officer_id uuid, institution_id uuid, account_id uuid, request_id text.
-- Rows: none when the order is none of this officer's business, else one.
with target as (
    select o.id, o.state
    from loan_order o
    where o.id = :order_id and o.institution_id = :institution_id and o.product_version_id is not null
      and officer_covers(:officer_id, o.region_code)
), grabbed as (
    update loan_order o
    set state = 'grabbed', officer_id = :officer_id, grabbed_at = now(),
        stage_due_at = working_hours_later(now(), i.first_review_hours)
    from target t, institution i
    where o.id = t.id and o.state = 'submitted' and i.id = o.institution_id
    returning o.*
), event as (
    insert into order_event (order_id, from_state, to_state, actor_id, actor_role, request_id)
    select id, 'submitted', 'grabbed', :account_id, 'officer', :request_id from grabbed
)
select case when g.id is null then 'order_taken' end as refusal, coalesce(g.state, t.state) as state,
       t.id, g.number, g.amount, g.term_months,
       g.purpose, g.region_code, utc(g.stage_due_at) as stage_due_at,
       utc(g.complete_due_at) as complete_due_at,
       g.contact_name_cipher, g.contact_phone_cipher, null::uuid as demand_id
from target t
left join grabbed g on g.id = t.id
