-- What limits a product on the shelf sets, and where an applicant stands to each. Names are for people.
-- Parameters: product_id uuid, applicant_id uuid.
-- Rows: none when it is not on the shelf or its institution is suspended, else one.
select v.amount_min, v.amount_max, v.term_months_min, v.term_months_max, v.subject_types, a.subject_type,
       v.subject_types = '{}' or a.subject_type = any (v.subject_types) as serves_subject,
       coalesce(v.region_codes = '{}' or a.region_code = any (v.region_codes), false) as serves_region,
       (select string_agg(r.name, '、' order by r.code) from region r where r.code = any (v.region_codes))
           as region_names,
       (select r.name from region r where r.code = a.region_code) as region_name,
       coalesce(v.industry_sections = '{}' or n.section = any (v.industry_sections), false) as serves_industry,
       (select string_agg(x.name, '、' order by x.code) from industry x where x.code = any (v.industry_sections))
           as industry_names,
       (select x.name from industry x where x.code = n.section) as industry_name,
       i.open_applications_max,
       i.open_applications_max > (
           select count(*) from loan_order o
           join product_version w on w.id = o.product_version_id
           where o.applicant_id = a.id and w.product_id = p.id and o.ended_at is null) as has_room
from product p
join product_version v on v.id = p.current_version_id
join institution i on i.id = p.institution_id
join applicant a on a.id = :applicant_id
left join industry n on n.code = a.industry_code
where p.id = :product_id and p.state = 'on_shelf' and i.state = 'active'
