-- A manager changes the draft of a product, or begins the next version when the last one is decided. What the form
-- leaves out stays as it is in the last version.
-- Parameters: account_id uuid, product_id uuid, version_id uuid, institution_id uuid, request_id text, terms jsonb (the
-- columns of a version that the form fills).
-- Rows: none when the product is not the institution's, else one; a refusal when it is delisted, its last version is in
-- review, or a code is not known.
with terms as (
    select (n.filled).*
    from (
        select jsonb_populate_record(v, :terms) as filled
        from product_version v
        join product p on p.id = v.product_id
        where v.product_id = :product_id and p.institution_id = :institution_id
        order by v.version desc
        limit 1
    ) n
), target as (
    select p.id, p.number, p.state, v.id as version_id, v.version, v.state as version_state,
           exists (select from guarantee_mode where code = x.guarantee_mode and enabled) as mode_known,
           not exists (select from unnest(x.region_codes) as named (code)
                       where not exists (select from region r where r.code = named.code)) as regions_known
    from product p
    cross join terms x
    cross join lateral (
        select * from product_version where product_id = p.id order by version desc limit 1
    ) v
    where p.id = :product_id and p.institution_id = :institution_id
    for no key update of p
), edited as (
    update product_version v
    set name = x.name, summary = x.summary, guarantee_mode = x.guarantee_mode, amount_min = x.amount_min,
        amount_max = x.amount_max, term_months_min = x.term_months_min, term_months_max = x.term_months_max,
        annual_rate_min = x.annual_rate_min, annual_rate_max = x.annual_rate_max, subject_types = x.subject_types,
        region_codes = x.region_codes, industry_sections = x.industry_sections, conditions = x.conditions,
        materials = x.materials, created_by = :account_id
    from target t, terms x
    where v.id = t.version_id and v.state = 'draft' and t.state <> 'delisted' and t.mode_known and t.regions_known
    returning v.id, v.product_id, v.version, v.state
), made as (
    insert into product_version (id, product_id, version, name, summary, guarantee_mode, amount_min, amount_max,
        term_months_min, term_months_max, annual_rate_min, annual_rate_max, subject_types, region_codes,
        industry_sections, conditions, materials, created_by)
    select :version_id, t.id, t.version + 1, x.name, x.summary, x.guarantee_mode, x.amount_min, x.amount_max,
           x.term_months_min, x.term_months_max, x.annual_rate_min, x.annual_rate_max, x.subject_types, x.region_codes,
           x.industry_sections, x.conditions, x.materials, :account_id
    from target t, terms x
    where t.version_state not in ('draft', 'in_review') and t.state <> 'delisted'
      and t.mode_known and t.regions_known
    on conflict do nothing
    returning id, product_id, version, state
), written as (
    select * from edited union all select * from made
), audit as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, object_id, request_id, detail)
    select :account_id, 'manager', 'edit_product', 'product', product_id, :request_id,
           jsonb_build_object('version', version)
    from written
)
select case when w.id is not null then null
            when t.state = 'delisted' then 'state_conflict'
            when t.version_state = 'in_review' then 'version_open'
            when not t.mode_known then 'unknown_guarantee_mode'
            when not t.regions_known then 'unknown_region'
            else 'version_open' end as refusal,
       -- Where another request was faster, it submitted the draft or began the next version.
       case when w.id is not null or t.state = 'delisted' then t.state
            when t.version_state in ('draft', 'in_review') then 'in_review'
            else 'draft' end as state,
       t.id, t.number, coalesce(w.id, t.version_id) as version_id, coalesce(w.version, t.version) as version,
       coalesce(w.state, t.version_state) as version_state
from target t
left join written w on true
