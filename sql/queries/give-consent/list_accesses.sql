-- Every access to any firm's data, newest first, without naming the firm.
-- Parameters: item_code text?, purpose text?, after_number bigint?, rows_wanted bigint.
-- Rows: 0 to `rows_wanted`.
with recursive looked_at as (
    -- Each combination of items and purpose that there is, by one look into the index.
    (select item_codes, purpose from fact_access order by item_codes, purpose limit 1)
    union all
    select f.item_codes, f.purpose
    from looked_at l
    cross join lateral (
        select item_codes, purpose from fact_access
        where (item_codes, purpose) > (l.item_codes, l.purpose)
        order by item_codes, purpose limit 1
    ) f
), page as (
    select f.id
    from looked_at l
    cross join lateral (
        select id from fact_access
        where item_codes = l.item_codes and purpose = l.purpose
          and (:after_number::bigint is null or id < :after_number)
        order by id desc limit :rows_wanted
    ) f
    where (:item_code::text is null or :item_code = any (l.item_codes))
      and (:purpose::text is null or l.purpose = :purpose)
    order by f.id desc
    limit :rows_wanted
)
select c.id as consent_id, c.number as consent_number, a.item_codes as items, a.purpose, i.name as institution_name,
       p.name as partner_name, a.order_id, utc(a.read_at) as read_at, a.id as access_number
from page
join fact_access a on a.id = page.id
join consent c on c.id = a.consent_id
left join institution i on i.id = a.institution_id
left join partner p on p.id = a.partner_id
order by a.id desc
