-- Why a product did not admit an application.
-- Parameters: product_id uuid, applicant_id uuid, purpose text, consent_text_id text?.
-- Rows: none when there is no such product, else one.
select p.state = 'on_shelf' and i.state = 'active' as on_shelf, p.state,
       coalesce(v.amount_min, 0) as amount_min, coalesce(v.amount_max, 0) as amount_max,
       coalesce(v.term_months_min, 0) as term_months_min, coalesce(v.term_months_max, 0) as term_months_max,
       i.open_applications_max,
       i.open_applications_max > (
           select count(*) from loan_order o
           join product_version w on w.id = o.product_version_id
           where o.applicant_id = a.id and w.product_id = p.id and o.ended_at is null) as has_room,
       product_serves(v, a.subject_type, a.region_code, n.section) as eligible,
       exists (select from purpose where code = :purpose and enabled) as purpose_known,
       :consent_text_id::text is null or exists (
           select from consent_text where id = :consent_text_id and current
               and receiver = 'institution') as consent_text_known
from product p
join institution i on i.id = p.institution_id
join applicant a on a.id = :applicant_id
left join product_version v on v.id = p.current_version_id
left join industry n on n.code = a.industry_code
where p.id = :product_id
