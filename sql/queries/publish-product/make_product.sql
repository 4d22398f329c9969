-- A manager makes a product, whose first version is a draft. The idempotency key is claimed first; only who claims it
-- makes a product.
-- Parameters: account_id uuid, key text, request_hash bytea, product_id uuid, version_id uuid, institution_id uuid,
-- request_id text, terms jsonb (the columns of a
-- version that the form fills).
-- Rows: one; with the answer, or with a refusal when a code is not known, or with neither when the key is taken.
with terms as (
    select * from jsonb_populate_record(null::product_version, :terms)
), known as (
    select exists (select from guarantee_mode where code = x.guarantee_mode and enabled) as mode,
           not exists (select from unnest(x.region_codes) as named (code)
                       where not exists (select from region r where r.code = named.code)) as regions
    from terms x
), claim as (
    insert into idempotency (account_id, key, operation, request_hash, response)
    select :account_id, :key, 'publish_product', :request_hash, jsonb_build_object(
        'id', :product_id::uuid, 'number', 'PD' || lpad(nextval('product_number')::text, 6, '0'), 'state', 'draft',
        'version_id', :version_id::uuid, 'version', 1, 'version_state', 'draft')
    from known
    where mode and regions
    on conflict do nothing
    returning response
), made as (
    insert into product (id, number, institution_id)
    select :product_id, response ->> 'number', :institution_id from claim
    returning id
), version as (
    insert into product_version (id, product_id, version, name, summary, guarantee_mode, amount_min, amount_max,
        term_months_min, term_months_max, annual_rate_min, annual_rate_max, subject_types, region_codes,
        industry_sections, conditions, materials, created_by)
    select :version_id, m.id, 1, x.name, x.summary, x.guarantee_mode, x.amount_min, x.amount_max, x.term_months_min,
           x.term_months_max, x.annual_rate_min, x.annual_rate_max, x.subject_types, x.region_codes,
           x.industry_sections, x.conditions, x.materials, :account_id
    from made m, terms x
), audit as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, object_id, request_id)
    select :account_id, 'manager', 'make_product', 'product', id, :request_id from made
)
select case when not k.mode then 'unknown_guarantee_mode' when not k.regions then 'unknown_region' end as refusal,
       c.response
from known k
left join claim c on true
