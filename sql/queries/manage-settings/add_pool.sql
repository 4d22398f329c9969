-- Sets up a compensation pool.
-- $1 id, $2 name, $3 fund, $4 share of a loss, $5 how many times the fund may be covered, $6 account id, $7 request id.
-- Rows: one with the pool.
with added as (
    insert into compensation_pool (id, name, fund_amount, share, leverage_max)
    values ($1, $2, $3, $4, $5)
    returning *
), audit as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, object_id, request_id, detail)
    select $6, 'regulator', 'add_pool', 'compensation_pool', id, $7, to_jsonb(added) from added
)
select id, name, fund_amount, share, leverage_max, is_active, fund_amount * leverage_max - covered_amount as room_amount
from added
