-- A manager takes the version of a product that is in review back. It stays on record; its terms go on in a new draft.
-- Parameters: account_id uuid, product_id uuid, institution_id uuid, version_id uuid (of the draft), request_id text.
-- Rows: none when the product is not the institution's, else one; a refusal when none of its versions is in review.
with target as (
    select p.id, p.number, p.state, v.id as version_id, v.version, v.state as version_state, s.role,
           i.name as institution_name
    from product p
    join institution i on i.id = p.institution_id
    cross join lateral (
        select * from product_version where product_id = p.id order by version desc limit 1
    ) v
    left join approval_step s on s.position = v.review_position
    where p.id = :product_id and p.institution_id = :institution_id
    for no key update of p
), withdrawn as (
    update product_version v
    set state = 'withdrawn', review_position = null, decided_at = now()
    from target t
    where v.id = t.version_id and v.state = 'in_review'
    returning v.*
), made as (
    insert into product_version (id, product_id, version, name, summary, guarantee_mode, amount_min, amount_max,
        term_months_min, term_months_max, annual_rate_min, annual_rate_max, subject_types, region_codes,
        industry_sections, conditions, materials, created_by)
    select :version_id, product_id, version + 1, name, summary, guarantee_mode, amount_min, amount_max,
           term_months_min, term_months_max, annual_rate_min, annual_rate_max, subject_types, region_codes,
           industry_sections, conditions, materials, :account_id
    from withdrawn
    returning id, product_id, version, state
), audit as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, object_id, request_id, detail)
    select :account_id, 'manager', 'withdraw_submission', 'product', product_id, :request_id,
           jsonb_build_object('version', version)
    from withdrawn
), message as (
    insert into inbox (kind, role, payload)
    select 'submission_withdrawn', t.role, jsonb_build_object(
        'product_id', t.id, 'product_number', t.number, 'product_name', w.name, 'version', w.version,
        'institution_name', t.institution_name)
    from withdrawn w, target t
)
select case when m.id is null then 'state_conflict' end as refusal,
       case when m.id is not null or t.state = 'delisted' then t.state else t.version_state end as state,
       t.id, t.number, coalesce(m.id, t.version_id) as version_id, coalesce(m.version, t.version) as version,
       coalesce(m.state, t.version_state) as version_state
from target t
left join made m on true
