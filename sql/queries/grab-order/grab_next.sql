-- An officer takes the oldest order of the pool that the officer may take. Rows that others are just taking are
-- skipped, so that officers never wait for each other.
-- Parameters: officer_id uuid, institution_id uuid, account_id uuid, request_id text.
-- Rows: none when the pool is empty, else one.
with target as (
    select o.id
    from loan_order o
    where o.institution_id = :institution_id and o.state = 'submitted' and officer_covers(:officer_id, o.region_code)
    order by o.submitted_at, o.id
    limit 1
    for update skip locked
), grabbed as (
    update loan_order o
    set state = 'grabbed', officer_id = :officer_id, grabbed_at = now(),
        stage_due_at = working_hours_later(now(), i.first_review_hours)
    from target t, institution i
    where o.id = t.id and i.id = o.institution_id
    returning o.*
), event as (
    insert into order_event (order_id, from_state, to_state, actor_id, actor_role, request_id)
    select id, 'submitted', 'grabbed', :account_id, 'officer', :request_id from grabbed
)
select null::text as refusal, state, id, number, amount, term_months, purpose, region_code,
       utc(stage_due_at) as stage_due_at, utc(complete_due_at) as complete_due_at,
       contact_name_cipher, contact_phone_cipher,
       null::uuid as demand_id
from grabbed
