-- Who looked by one consent, newest first.
-- $1 consent id, $2 after this number or null, $3 rows wanted. Rows: 0 to $3.
select c.id as consent_id, c.number as consent_number, a.item_codes as items, a.purpose, i.name as institution_name,
       p.name as partner_name, a.order_id, utc(a.read_at) as read_at, a.id as access_number
from fact_access a
join consent c on c.id = a.consent_id
left join institution i on i.id = a.institution_id
left join partner p on p.id = a.partner_id
where a.consent_id = $1 and ($2::bigint is null or a.id < $2)
order by a.id desc
limit $3
