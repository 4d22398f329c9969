-- What an officer may take: orders for products of the own institution in the officer's regions, and open demands with
-- a free slot that the institution has not taken yet. Oldest first; no contact, no name.
-- Parameters: officer_id uuid, institution_id uuid, after_id uuid?, rows_wanted bigint.
-- Rows: 0 to `rows_wanted`.
select 'order' as kind, o.id, o.number, o.amount, o.term_months, o.purpose, o.region_code,
       a.subject_type, a.industry_code, a.size_class, v.name as product_name,
       utc(o.submitted_at) as submitted_at, utc(o.stage_due_at) as stage_due_at
from loan_order o
join applicant a on a.id = o.applicant_id
join product_version v on v.id = o.product_version_id
where o.institution_id = :institution_id and o.state = 'submitted'
  and officer_covers(:officer_id, o.region_code) and (:after_id::uuid is null or o.id > :after_id)
union all
select 'demand', d.id, d.number, d.amount, d.term_months, d.purpose, d.region_code,
       a.subject_type, a.industry_code, a.size_class, null,
       utc(d.created_at) as created_at, null
from demand d
join applicant a on a.id = d.applicant_id
where d.state = 'open' and d.slots_taken < d.max_institutions
  and officer_covers(:officer_id, d.region_code) and (:after_id::uuid is null or d.id > :after_id)
  and not exists (select from loan_order o where o.demand_id = d.id and o.institution_id = :institution_id)
order by id
limit :rows_wanted
