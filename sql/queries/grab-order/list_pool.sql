-- What an officer may take: orders for products of the own institution in the officer's regions, and open demands with
-- a free slot that the institution has not taken yet. Oldest first; no contact, no name.
-- Parameters: officer_id uuid, institution_id uuid, after_id uuid?, rows_wanted bigint.
-- Rows: 0 to `rows_wanted`.
with regions as materialized (
    -- Null where the officer has none of its own and so serves the whole city.
    select array_agg(region_code) as codes from officer_region where officer_id = :officer_id
), page as materialized (
    (select 'order' as kind, o.id
     from loan_order o, regions r
     where o.institution_id = :institution_id and o.state = 'submitted'
       and (r.codes is null or o.region_code = any (r.codes))
       and o.id > coalesce(:after_id::uuid, '00000000-0000-0000-0000-000000000000')
     order by o.id limit :rows_wanted)
    union all
    (select 'demand', d.id
     from demand d, regions r
     where d.state = 'open' and d.slots_taken < d.max_institutions
       and (r.codes is null or d.region_code = any (r.codes))
       and d.id > coalesce(:after_id::uuid, '00000000-0000-0000-0000-000000000000')
       and not exists (select from loan_order o where o.demand_id = d.id and o.institution_id = :institution_id)
     order by d.id limit :rows_wanted)
    order by id
    limit :rows_wanted
)
select page.kind, page.id, coalesce(o.number, d.number) as number, coalesce(o.amount, d.amount) as amount,
       coalesce(o.term_months, d.term_months) as term_months, coalesce(o.purpose, d.purpose) as purpose,
       coalesce(o.region_code, d.region_code) as region_code, a.subject_type, a.industry_code, a.size_class,
       v.name as product_name, utc(coalesce(o.submitted_at, d.created_at)) as submitted_at,
       utc(o.stage_due_at) as stage_due_at
from page
left join loan_order o on page.kind = 'order' and o.id = page.id
left join demand d on page.kind = 'demand' and d.id = page.id
join applicant a on a.id = coalesce(o.applicant_id, d.applicant_id)
left join product_version v on v.id = o.product_version_id
order by page.id
