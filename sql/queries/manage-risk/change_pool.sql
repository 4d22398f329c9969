-- Changes a compensation pool; loans that it covers keep their share. What is not given stays as it is.
-- Parameters: pool_id uuid, name text, fund_amount numeric, share numeric, leverage_max numeric, overdue_days_min
-- integer?, is_active boolean?, institution_ids jsonb (an array, or null), account_id uuid, request_id text.
-- Rows: one with the pool; none when there is no such pool.
with before as (
    select * from compensation_pool where id = :pool_id for no key update
), given as (
    select case when jsonb_typeof(:institution_ids::jsonb) = 'array'
        then array (select jsonb_array_elements_text(:institution_ids::jsonb)) end as ids
), member as (
    select i.id, i.name
    from institution i, given g
    where case when g.ids is null
        then exists (select from compensation_pool_member m where m.pool_id = :pool_id and m.institution_id = i.id)
        else i.id::text = any (g.ids) end
), changed as (
    update compensation_pool p
    set name = :name, fund_amount = :fund_amount, share = :share, leverage_max = :leverage_max,
        overdue_days_min = coalesce(:overdue_days_min::integer, b.overdue_days_min),
        is_active = coalesce(:is_active::boolean, b.is_active)
    from before b
    where p.id = b.id
    returning p.*
), gone as (
    delete from compensation_pool_member m
    using changed c, given g
    where m.pool_id = c.id and g.ids is not null and m.institution_id::text <> all (g.ids)
), joined as (
    insert into compensation_pool_member (pool_id, institution_id)
    -- An institution that is not there makes the foreign key refuse the whole statement.
    select c.id, x.id::uuid
    from changed c
    cross join given g
    cross join unnest(g.ids) as x (id)
    on conflict do nothing
), audit as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, object_id, request_id, detail)
    select :account_id, 'regulator', 'change_pool', 'compensation_pool', c.id, :request_id,
           jsonb_build_object('before', to_jsonb(b), 'after', to_jsonb(c), 'institution_ids', :institution_ids::jsonb)
    from changed c
    join before b on b.id = c.id
)
select id, name, fund_amount, share, leverage_max, overdue_days_min, is_active,
       fund_amount * leverage_max - covered_amount as room_amount,
       (select coalesce(jsonb_agg(jsonb_build_object('id', m.id, 'name', m.name) order by m.name), '[]') from member m)
           as institutions
from changed
