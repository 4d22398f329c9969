-- Every look at anybody's data, newest first, without saying whose.
-- $1 data item or null, $2 purpose or null, $3 after this number or null, $4 rows wanted. Rows: 0 to $4.
select c.id as consent_id, c.number as consent_number, a.item_codes as items, a.purpose, i.name as institution_name,
       p.name as partner_name, a.order_id, utc(a.read_at) as read_at, a.id as access_number
from fact_access a
join consent c on c.id = a.consent_id
left join institution i on i.id = a.institution_id
left join partner p on p.id = a.partner_id
where ($1::text is null or $1 = any (a.item_codes)) and ($2::text is null or a.purpose = $2)
  and ($3::bigint is null or a.id < $3)
order by a.id desc
limit $4
