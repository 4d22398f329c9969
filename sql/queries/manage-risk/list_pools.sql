-- The compensation pools by name: all of them for those who watch, for an institution's people those that it belongs
-- to.
-- Parameters: scope scope.
-- Rows: one for each pool; `institutions` for those who watch alone.
select p.id, p.name, p.fund_amount, p.share, p.leverage_max, p.overdue_days_min, p.is_active,
       p.fund_amount * p.leverage_max - p.covered_amount as room_amount,
       case when :scope_kind::text = 'all' then (
           select coalesce(jsonb_agg(jsonb_build_object('id', i.id, 'name', i.name) order by i.name), '[]')
           from compensation_pool_member m
           join institution i on i.id = m.institution_id
           where m.pool_id = p.id) end as institutions
from compensation_pool p
where :scope_kind = 'all' or exists (
    select from compensation_pool_member m
    where m.pool_id = p.id and m.institution_id = case :scope_kind
        when 'institution' then :scope_id
        when 'officer' then (select institution_id from officer where id = :scope_id) end)
order by p.name, p.id
