-- One product on the shelf with the version that is offered; three look-ups by primary key.
-- Parameters: product_id uuid.
-- Rows: none when it is not on the shelf or its institution is suspended, else one.
select p.id, p.number, p.institution_id, i.name as institution_name, i.category_code,
       v.version, v.name, v.summary, v.guarantee_mode, v.amount_min, v.amount_max,
       v.term_months_min, v.term_months_max, v.annual_rate_min, v.annual_rate_max,
       v.subject_types, v.region_codes, v.industry_sections, v.conditions, v.materials
from product p
join product_version v on v.id = p.current_version_id
join institution i on i.id = p.institution_id
where p.id = :product_id and p.state = 'on_shelf' and i.state = 'active'
