-- What a partner may let be known of firms that agreed to it. Each look is traced, or its refusal.
-- $1 credit codes, $2 partner id, $3 request id.
-- Rows: one per firm of the platform; `facts` is null without a live consent for this partner.
with subject as materialized (
    select distinct a.id, a.credit_code, n.section
    from unnest($1::text[]) as wanted (code)
    join applicant a on a.credit_code = wanted.code
    left join industry n on n.code = a.industry_code
)
select credit_code as reference, id as applicant_id, section,
       read_facts(id, 'partner_assessment', array ['registration', 'penalties', 'tax', 'social_insurance', 'utilities',
           'court_enforcement', 'accounts'], null, $2, null, 'partner', $3) as facts
from subject
