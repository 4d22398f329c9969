-- A manager takes a product off the shelf for good. Open orders go on.
-- Parameters: account_id uuid, product_id uuid, institution_id uuid, request_id text.
-- Rows: none when the product is not the institution's, else one; a refusal when it is not on the shelf.
with target as (
    select p.id, p.number, p.state, v.id as version_id, v.version, v.state as version_state
    from product p
    cross join lateral (
        select * from product_version where product_id = p.id order by version desc limit 1
    ) v
    where p.id = :product_id and p.institution_id = :institution_id
    for no key update of p
), changed as (
    update product p
    set state = 'delisted', delisted_at = now()
    from target t
    where p.id = t.id and t.state = 'on_shelf'
    returning p.id, p.state
), audit as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, object_id, request_id)
    select :account_id, 'manager', 'delist_product', 'product', id, :request_id from changed
)
select case when c.id is null then 'state_conflict' end as refusal, coalesce(c.state, t.state) as state,
       t.id, t.number, t.version_id, t.version, t.version_state
from target t
left join changed c on true
