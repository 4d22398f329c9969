-- A page of an institution's products, newest first, each with its last version.
-- Parameters: institution_id uuid, after_id uuid?, rows_wanted bigint.
-- Rows: 0 to `rows_wanted`.
select p.id, p.number, p.state, utc(p.created_at) as created_at, v.id as version_id, v.version,
       v.state as version_state, v.name,
       v.reject_reason
from product p
cross join lateral (
    select * from product_version where product_id = p.id order by version desc limit 1
) v
where p.institution_id = :institution_id and (:after_id::uuid is null or p.id < :after_id)
order by p.id desc
limit :rows_wanted
