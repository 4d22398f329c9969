-- All versions of one of an institution's products, with the verdicts given on each, the newest version first.
-- Parameters: product_id uuid, institution_id uuid.
-- Rows: one for each version; none when the product is not the institution's.
select p.id, p.number, p.state, p.current_version_id, utc(p.created_at) as created_at,
       utc(p.delisted_at) as delisted_at,
       v.id as version_id, v.version, v.state as version_state, v.name, v.summary, v.guarantee_mode,
       v.amount_min, v.amount_max, v.term_months_min, v.term_months_max, v.annual_rate_min, v.annual_rate_max,
       v.subject_types, v.region_codes, v.industry_sections, v.conditions, v.materials,
       utc(v.submitted_at) as submitted_at, utc(v.decided_at) as decided_at, v.reject_reason,
       coalesce((
           select jsonb_agg(jsonb_build_object('role', r.role, 'verdict', r.verdict, 'reason', r.reason,
                                               'reviewed_at', r.reviewed_at) order by r.position)
           from product_review r where r.version_id = v.id), '[]') as reviews
from product p
join product_version v on v.product_id = p.id
where p.id = :product_id and p.institution_id = :institution_id
order by v.version desc
