-- Sets up a compensation pool with the institutions that belong to it.
-- Parameters: pool_id uuid, name text, fund_amount numeric, share numeric, leverage_max numeric, overdue_days_min
-- integer?, institution_ids jsonb (an array, or null), account_id uuid, request_id text.
-- Rows: one with the pool.
with member as (
    select i.id, i.name
    from institution i
    where i.id::text in (
        select jsonb_array_elements_text(case when jsonb_typeof(:institution_ids::jsonb) = 'array'
            then :institution_ids::jsonb else '[]' end))
), added as (
    insert into compensation_pool (id, name, fund_amount, share, leverage_max, overdue_days_min)
    values (:pool_id, :name, :fund_amount, :share, :leverage_max, coalesce(:overdue_days_min::integer, 90))
    returning *
), joined as (
    -- An institution that is not there makes the foreign key refuse the whole statement.
    insert into compensation_pool_member (pool_id, institution_id)
    select a.id, x.id::uuid
    from added a
    cross join jsonb_array_elements_text(case when jsonb_typeof(:institution_ids::jsonb) = 'array'
        then :institution_ids::jsonb else '[]' end) as x (id)
    on conflict do nothing
), audit as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, object_id, request_id, detail)
    select :account_id, 'regulator', 'add_pool', 'compensation_pool', id, :request_id,
           to_jsonb(added) || jsonb_build_object('institution_ids', :institution_ids::jsonb)
    from added
)
select id, name, fund_amount, share, leverage_max, overdue_days_min, is_active,
       fund_amount * leverage_max - covered_amount as room_amount,
       (select coalesce(jsonb_agg(jsonb_build_object('id', m.id, 'name', m.name) order by m.name), '[]') from member m)
           as institutions
from added
