-- A page of the active institutions by name; a filter that is null lets everything through.
-- Parameters: category_code text?, name_pattern text?, region_code text?, after_name text?, after_id uuid?, rows_wanted
-- bigint.
-- Rows: 0 to `rows_wanted`.
select i.id, i.category_code, i.name, i.summary, i.address, i.service_phone, i.region_code,
       (select count(*) from product p where p.institution_id = i.id and p.state = 'on_shelf') as product_count
from institution i
where i.state = 'active'
  and (:category_code::text is null or i.category_code = :category_code)
  and (:name_pattern::text is null or i.name ilike :name_pattern)
  and (:region_code::text is null or i.region_code = :region_code)
  and (:after_id::uuid is null or (i.name, i.id) > (:after_name::text, :after_id))
order by i.name, i.id
limit :rows_wanted
