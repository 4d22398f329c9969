-- An officer takes the oldest of what the pool shows: an order for a product, or a slot of a demand, whichever waited
-- longer. Rows that others are just taking are skipped, so that officers never wait for each other.
-- Parameters: officer_id uuid, institution_id uuid, account_id uuid, request_id text, order_id uuid.
-- Rows: none when the pool is empty, else one. Two officers of one institution that take slots of one demand at once
-- meet at the unique pair of demand and institution, and the second one tries again.
with waiting as (
    select o.id, o.submitted_at as since
    from loan_order o
    where o.institution_id = :institution_id and o.state = 'submitted' and officer_covers(:officer_id, o.region_code)
    order by o.submitted_at, o.id
    limit 1
    for update skip locked
), asked as (
    select d.id, d.created_at as since
    from demand d
    where d.state = 'open' and d.slots_taken < d.max_institutions and officer_covers(:officer_id, d.region_code)
      and not exists (select from loan_order o where o.demand_id = d.id and o.institution_id = :institution_id)
    order by d.created_at, d.id
    limit 1
    for update skip locked
), oldest as (
    select * from (
        select 'order' as kind, id, since from waiting union all select 'demand', id, since from asked
    ) pool
    order by since, id
    limit 1
), taken as (
    update loan_order o
    set state = 'grabbed', officer_id = :officer_id, grabbed_at = now(),
        stage_due_at = working_hours_later(now(), i.first_review_hours)
    from oldest t, institution i
    where t.kind = 'order' and o.id = t.id and i.id = o.institution_id
    returning o.*
), slot as (
    update demand d
    set slots_taken = d.slots_taken + 1, processed_at = coalesce(d.processed_at, now())
    from oldest t
    where t.kind = 'demand' and d.id = t.id
    returning d.*
), made as (
    select o.* from slot s cross join lateral take_slot(:order_id, s.id, :institution_id, :officer_id) o
), grabbed as (
    select * from taken union all select * from made
), event as (
    insert into order_event (order_id, from_state, to_state, actor_id, actor_role, request_id)
    select id, case when demand_id is null then 'submitted' end, 'grabbed', :account_id, 'officer', :request_id
    from grabbed
)
select null::text as refusal, g.state, g.id, g.number, g.amount, g.term_months, g.purpose, g.region_code,
       utc(g.stage_due_at) as stage_due_at, utc(g.complete_due_at) as complete_due_at,
       coalesce(g.contact_name_cipher, s.contact_name_cipher) as contact_name_cipher,
       coalesce(g.contact_phone_cipher, s.contact_phone_cipher) as contact_phone_cipher,
       g.demand_id
from grabbed g
left join slot s on s.id = g.demand_id
