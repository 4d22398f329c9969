-- How many active institutions each category has, of those that meet the filters; null lets everything through.
-- $1 pattern for the name, $2 region code. Rows: one for each category, also the empty ones.
select c.code, c.name, count(i.id) as count
from institution_category c
left join institution i on i.category_code = c.code and i.state = 'active'
     and ($1::text is null or i.name ilike $1)
     and ($2::text is null or i.region_code = $2)
group by c.code
order by c.position
