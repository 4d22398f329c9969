-- What products are ranked by for an applicant: who it is, what it agreed to be known for this, and the products on the
-- shelf that serve its kind, district and industry. Without a live consent no fact is read; access is audited anyway.
-- Parameters: applicant_id uuid, account_id uuid, request_id text, products_max bigint.
-- Rows: one; `facts` is null without a consent.
with subject as (
    select a.id, a.subject_type, a.region_code, n.section,
           live_consent(a.id, 'recommendation', null, null) as consent_id
    from applicant a
    left join industry n on n.code = a.industry_code
    where a.id = :applicant_id
), known as materialized (
    select case when consent_id is not null then read_facts(
               id, 'recommendation', array ['registration', 'tax', 'real_estate'], null, null, :account_id, 'applicant',
               :request_id) end as facts
    from subject
), audit as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, object_id, request_id, detail)
    select :account_id, 'applicant', 'recommend', 'applicant', id, :request_id,
           jsonb_build_object('consent_id', consent_id)
    from subject
), offered as (
    select p.id, i.name as institution_name, v.name, v.summary, v.guarantee_mode, v.amount_min::text as amount_min,
           v.amount_max::text as amount_max, v.term_months_min, v.term_months_max,
           v.annual_rate_min::text as annual_rate_min, v.annual_rate_max::text as annual_rate_max,
           v.subject_types, v.region_codes, v.industry_sections
    from subject s
    join product p on p.state = 'on_shelf'
    join product_version v on v.id = p.current_version_id
    join institution i on i.id = p.institution_id
    where i.state = 'active'
      and product_serves(v, s.subject_type, s.region_code, s.section)
    order by v.annual_rate_min, p.id
    limit :products_max
)
select k.facts, coalesce((select jsonb_agg(o) from offered o), '[]') as products,
       (select t.id from consent_text t where t.current and 'recommendation' = any (t.purposes)
        order by t.id desc limit 1) as consent_text_id
from subject s, known k
