-- A manager changes the draft of a product, or begins the next version when the last one is decided.
-- $1 account id, $2 product id, $3 id for a new version, $4 institution id, $5 request id; the version: $6 name,
-- $7 summary, $8 guarantee mode, $9 and $10 amounts, $11 and $12 terms in months, $13 and $14 yearly rates,
-- $15 subject types, $16 region codes, $17 industry sections, $18 conditions, $19 materials.
-- Rows: none when the product is not the institution's, else one; a refusal when it is delisted, its last version is
-- in review, or a code is not known.
with target as (
    select p.id, p.number, p.state, v.id as version_id, v.version, v.state as version_state,
           exists (select from guarantee_mode where code = $8 and enabled) as mode_known,
           not exists (select from unnest($16::text[]) as told (code)
                       where not exists (select from region r where r.code = told.code)) as regions_known
    from product p
    cross join lateral (
        select * from product_version where product_id = p.id order by version desc limit 1
    ) v
    where p.id = $2 and p.institution_id = $4
    for no key update of p
), edited as (
    update product_version v
    set name = $6, summary = $7, guarantee_mode = $8, amount_min = $9, amount_max = $10, term_months_min = $11,
        term_months_max = $12, annual_rate_min = $13, annual_rate_max = $14, subject_types = $15,
        region_codes = $16, industry_sections = $17, conditions = $18, materials = $19, created_by = $1
    from target t
    where v.id = t.version_id and v.state = 'draft' and t.state <> 'delisted' and t.mode_known and t.regions_known
    returning v.id, v.product_id, v.version, v.state
), made as (
    insert into product_version (id, product_id, version, name, summary, guarantee_mode, amount_min, amount_max,
        term_months_min, term_months_max, annual_rate_min, annual_rate_max, subject_types, region_codes,
        industry_sections, conditions, materials, created_by)
    select $3, t.id, t.version + 1, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $1
    from target t
    where t.version_state not in ('draft', 'in_review') and t.state <> 'delisted'
      and t.mode_known and t.regions_known
    on conflict do nothing
    returning id, product_id, version, state
), written as (
    select * from edited union all select * from made
), audit as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, object_id, request_id, detail)
    select $1, 'manager', 'edit_product', 'product', product_id, $5, jsonb_build_object('version', version)
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
