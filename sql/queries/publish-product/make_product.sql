-- A manager makes a product, whose first version is a draft. The idempotency key is claimed first; only who claims it
-- makes a product.
-- $1 account id, $2 key, $3 request hash, $4 id of the new product, $5 id of its version, $6 institution id,
-- $7 request id; the version: $8 name, $9 summary, $10 guarantee mode, $11 and $12 amounts, $13 and $14 terms in
-- months, $15 and $16 yearly rates, $17 subject types, $18 region codes, $19 industry sections, $20 conditions,
-- $21 materials.
-- Rows: one; with the answer, or with a refusal when a code is not known, or with neither when the key is taken.
with known as (
    select exists (select from guarantee_mode where code = $10 and enabled) as mode,
           not exists (select from unnest($18::text[]) as told (code)
                       where not exists (select from region r where r.code = told.code)) as regions
), claim as (
    insert into idempotency (account_id, key, operation, request_hash, response)
    select $1, $2, 'publish_product', $3, jsonb_build_object(
        'id', $4::uuid, 'number', 'PD' || lpad(nextval('product_number')::text, 6, '0'), 'state', 'draft',
        'version_id', $5::uuid, 'version', 1, 'version_state', 'draft')
    from known
    where mode and regions
    on conflict do nothing
    returning response
), made as (
    insert into product (id, number, institution_id)
    select $4, response ->> 'number', $6 from claim
    returning id
), version as (
    insert into product_version (id, product_id, version, name, summary, guarantee_mode, amount_min, amount_max,
        term_months_min, term_months_max, annual_rate_min, annual_rate_max, subject_types, region_codes,
        industry_sections, conditions, materials, created_by)
    select $5, id, 1, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $1 from made
), audit as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, object_id, request_id)
    select $1, 'manager', 'make_product', 'product', id, $7 from made
)
select case when not k.mode then 'unknown_guarantee_mode' when not k.regions then 'unknown_region' end as refusal,
       c.response
from known k
left join claim c on true
