-- A manager hands the draft of a product to the first step of the approval chain.
-- Parameters: account_id uuid, product_id uuid, institution_id uuid, request_id text.
-- Rows: none when the product is not the institution's, else one; a refusal when it has no draft or is delisted.
with target as (
    select p.id, p.number, p.state, v.id as version_id, v.version, v.state as version_state,
           i.name as institution_name
    from product p
    join institution i on i.id = p.institution_id
    cross join lateral (
        select * from product_version where product_id = p.id order by version desc limit 1
    ) v
    where p.id = :product_id and p.institution_id = :institution_id
    for no key update of p
), step as (
    select position, role from approval_step where enabled order by position limit 1
), submitted as (
    update product_version v
    set state = 'in_review', review_position = s.position, submitted_by = :account_id, submitted_at = now()
    from target t, step s
    where v.id = t.version_id and v.state = 'draft' and t.state <> 'delisted'
    returning v.id, v.product_id, v.version, v.state, v.name, s.role
), audit as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, object_id, request_id, detail)
    select :account_id, 'manager', 'submit_product', 'product', product_id, :request_id,
           jsonb_build_object('version', version)
    from submitted
), message as (
    insert into inbox (kind, role, payload)
    select 'product_submitted', s.role, jsonb_build_object(
        'product_id', t.id, 'product_number', t.number, 'product_name', s.name, 'version_id', s.id,
        'version', s.version, 'institution_name', t.institution_name)
    from submitted s, target t
)
select case when s.id is null then 'state_conflict' end as refusal,
       case when s.id is not null or t.state = 'delisted' then t.state
            -- Another request submitted the draft meanwhile.
            when t.version_state = 'draft' then 'in_review'
            else t.version_state end as state,
       t.id, t.number, t.version_id, t.version, coalesce(s.state, t.version_state) as version_state
from target t
left join submitted s on true
