-- Writes a new version of the rules of one kind, numbered after the last.
-- Parameters: version_id uuid, kind text, product_id uuid?, title text, body jsonb, account_id uuid, role text,
-- request_id text.
-- Rows: one; `version` is null when there is no such product.
with place as (
    select :product_id::uuid is null or exists (select from product where id = :product_id) as product_found
), made as (
    insert into rule_version (id, kind, product_id, version, title, body, drafted_by)
    select :version_id, :kind, :product_id, 1 + coalesce((
        select max(version) from rule_version where kind = :kind and product_id is not distinct from :product_id), 0),
        :title, :body::jsonb, :account_id
    from place
    where product_found
    returning id, version
), audit as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, object_id, request_id)
    select :account_id, :role, 'draft_rules', 'rule_version', id, :request_id from made
)
select p.product_found, m.version
from place p
left join made m on true
