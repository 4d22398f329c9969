-- An officer takes a slot of a demand; the order that comes of it begins as grabbed.
-- Parameters: demand_id uuid, officer_id uuid, institution_id uuid, account_id uuid, request_id text, order_id uuid.
-- Rows: none when the demand is none of this officer's business, else one, with a refusal when the institution has a
-- slot already, the demand is closed or its slots are full.
with target as (
    select d.id, d.state,
           exists (select from loan_order o where o.demand_id = d.id and o.institution_id = :institution_id) as taken
    from demand d
    where d.id = :demand_id and officer_covers(:officer_id, d.region_code)
), slot as (
    update demand d
    set slots_taken = d.slots_taken + 1, processed_at = coalesce(d.processed_at, now())
    from target t
    where d.id = t.id and d.state = 'open' and d.slots_taken < d.max_institutions and not t.taken
    returning d.*
), grabbed as (
    select o.* from slot s cross join lateral take_slot(:order_id, s.id, :institution_id, :officer_id) o
), event as (
    insert into order_event (order_id, to_state, actor_id, actor_role, request_id)
    select id, 'grabbed', :account_id, 'officer', :request_id from grabbed
)
select case when g.id is not null then null
            when t.taken then 'already_taken'
            when t.state <> 'open' then 'state_conflict'
            else 'slots_full' end as refusal,
       coalesce(g.state, t.state) as state,
       coalesce(g.id, t.id) as id, g.number, g.amount, g.term_months, g.purpose, g.region_code,
       utc(g.stage_due_at) as stage_due_at, utc(g.complete_due_at) as complete_due_at,
       s.contact_name_cipher, s.contact_phone_cipher,
       s.id as demand_id
from target t
left join slot s on s.id = t.id
left join grabbed g on g.demand_id = t.id
