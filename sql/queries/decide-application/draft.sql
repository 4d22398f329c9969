-- Writes a new version of the rules of one kind, numbered after the last.
-- $1 id, $2 kind, $3 product id or null, $4 title, $5 body, $6 account id, $7 role, $8 request id.
-- Rows: one; `version` is null when there is no such product.
with place as (
    select $3::uuid is null or exists (select from product where id = $3) as product_found
), made as (
    insert into rule_version (id, kind, product_id, version, title, body, drafted_by)
    select $1, $2, $3, 1 + coalesce((
        select max(version) from rule_version where kind = $2 and product_id is not distinct from $3), 0),
        $4, $5::jsonb, $6
    from place
    where product_found
    returning id, version
), audit as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, object_id, request_id)
    select $6, $7, 'draft_rules', 'rule_version', id, $8 from made
)
select p.product_found, m.version
from place p
left join made m on true
