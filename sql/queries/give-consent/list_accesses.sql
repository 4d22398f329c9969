-- Every access to any firm's data, newest first, without naming the firm.
-- Parameters: item_code text?, purpose text?, after_number bigint?, rows_wanted bigint.
-- Rows: 0 to `rows_wanted`.
select c.id as consent_id, c.number as consent_number, a.item_codes as items, a.purpose, i.name as institution_name,
       p.name as partner_name, a.order_id, utc(a.read_at) as read_at, a.id as access_number
from fact_access a
join consent c on c.id = a.consent_id
left join institution i on i.id = a.institution_id
left join partner p on p.id = a.partner_id
where (:item_code::text is null or :item_code = any (a.item_codes)) and (:purpose::text is null or a.purpose = :purpose)
  and (:after_number::bigint is null or a.id < :after_number)
order by a.id desc
limit :rows_wanted
