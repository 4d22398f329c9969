-- One active institution.
-- Parameters: institution_id uuid.
-- Rows: none when it is suspended or unknown, else one.
select i.id, i.category_code, i.name, i.summary, i.address, i.service_phone, i.region_code,
       (select count(*) from product p where p.institution_id = i.id and p.state = 'on_shelf') as product_count
from institution i
where i.id = :institution_id and i.state = 'active'
