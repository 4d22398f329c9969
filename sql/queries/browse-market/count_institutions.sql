-- How many active institutions each category has, of those that meet the filters; null lets everything through.
-- Parameters: name_pattern text?, region_code text?.
-- Rows: one for each category, also the empty ones.
select c.code, c.name, count(i.id) as count
from institution_category c
left join institution i on i.category_code = c.code and i.state = 'active'
     and (:name_pattern::text is null or i.name ilike :name_pattern)
     and (:region_code::text is null or i.region_code = :region_code)
group by c.code
order by c.position
