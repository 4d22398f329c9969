-- Changes a compensation pool; loans that it covers keep their share.
-- $1 id, $2 name, $3 fund, $4 share, $5 leverage, $6 whether it takes loans, $7 account id, $8 request id.
-- Rows: one with the pool; none when there is no such pool.
with before as (
    select * from compensation_pool where id = $1 for no key update
), changed as (
    update compensation_pool p
    set name = $2, fund_amount = $3, share = $4, leverage_max = $5, is_active = $6
    from before b
    where p.id = b.id
    returning p.*
), audit as (
    insert into audit_entry (actor_id, actor_role, action, object_kind, object_id, request_id, detail)
    select $7, 'regulator', 'change_pool', 'compensation_pool', c.id, $8,
           jsonb_build_object('before', to_jsonb(b), 'after', to_jsonb(c))
    from changed c
    join before b on b.id = c.id
)
select id, name, fund_amount, share, leverage_max, is_active, fund_amount * leverage_max - covered_amount as room_amount
from changed
