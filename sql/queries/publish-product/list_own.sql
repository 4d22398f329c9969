-- A page of an institution's products, newest first, each with its last version.
-- $1 institution id, $2 id after which the page begins, or null, $3 rows wanted. Rows: 0 to $3.
select p.id, p.number, p.state, utc(p.created_at) as created_at, v.id as version_id, v.version,
       v.state as version_state, v.name,
       v.reject_reason
from product p
cross join lateral (
    select * from product_version where product_id = p.id order by version desc limit 1
) v
where p.institution_id = $1 and ($2::uuid is null or p.id < $2)
order by p.id desc
limit $3
