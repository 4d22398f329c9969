-- What a partner may know of firms that consented. Each access is traced, or its refusal.
-- Parameters: credit_codes text[], partner_id uuid, request_id text.
-- Rows: one per firm of the platform; `facts` is null without a live consent for this partner.
with subject as materialized (
    select distinct a.id, a.credit_code, n.section
    from unnest(:credit_codes::text[]) as wanted (code)
    join applicant a on a.credit_code = wanted.code
    left join industry n on n.code = a.industry_code
)
select credit_code as reference, id as applicant_id, section,
       read_facts(id, 'partner_assessment', scored_items(), null, :partner_id, null, 'partner', :request_id) as facts
from subject
