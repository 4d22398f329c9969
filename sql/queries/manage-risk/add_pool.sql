-- Sets up a compensation pool.
-- Parameters: pool_id uuid, name text, fund_amount numeric, share numeric, leverage_max numeric, account_id uuid,
-- request_id text.
-- Rows: one with the pool.
with added as (
    insert into compensation_pool (id, name, fund_amount, share, leverage_max)
    values (:pool_id, :name, :fund_amount, :share, :leverage_max)
    returning *
), audit as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, object_id, request_id, detail)
    select :account_id, 'regulator', 'add_pool', 'compensation_pool', id, :request_id, to_jsonb(added) from added
)
select id, name, fund_amount, share, leverage_max, is_active, fund_amount * leverage_max - covered_amount as room_amount
from added
