-- A page of the active institutions by name; a filter that is null lets everything through.
-- $1 category, $2 pattern for the name, $3 region code, $4 and $5 name and id after which the page begins, or null,
-- $6 rows wanted. Rows: 0 to $6.
select i.id, i.category_code, i.name, i.summary, i.address, i.service_phone, i.region_code,
       (select count(*) from product p where p.institution_id = i.id and p.state = 'on_shelf') as product_count
from institution i
where i.state = 'active'
  and ($1::text is null or i.category_code = $1)
  and ($2::text is null or i.name ilike $2)
  and ($3::text is null or i.region_code = $3)
  and ($5::uuid is null or (i.name, i.id) > ($4::text, $5))
order by i.name, i.id
limit $6
