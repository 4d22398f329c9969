-- Changes a compensation pool; loans that it covers keep their share.
-- Parameters: pool_id uuid, name text, fund_amount numeric, share numeric, leverage_max numeric, is_active boolean,
-- account_id uuid, request_id text.
-- Rows: one with the pool; none when there is no such pool.
with before as (
    select * from compensation_pool where id = :pool_id for no key update
), changed as (
    update compensation_pool p
    set name = :name, fund_amount = :fund_amount, share = :share, leverage_max = :leverage_max, is_active = :is_active
    from before b
    where p.id = b.id
    returning p.*
), audit as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, object_id, request_id, detail)
    select :account_id, 'regulator', 'change_pool', 'compensation_pool', c.id, :request_id,
           jsonb_build_object('before', to_jsonb(b), 'after', to_jsonb(c))
    from changed c
    join before b on b.id = c.id
)
select id, name, fund_amount, share, leverage_max, is_active, fund_amount * leverage_max - covered_amount as room_amount
from changed
